#!/bin/sh
# What `npm run contract` runs: the tests of the API's document with the tools of others. Arguments select the tests whose
# path contains one of them.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
# The generators of TypeScript clients need an older TypeScript, so they have their own packages.
if [ ! -e contract/node_modules/.package-lock.json ] || [ contract/package-lock.json -nt contract/node_modules/.package-lock.json ]; then
  echo 'Installing the generators of TypeScript clients …'
  (cd contract && npm ci --loglevel=error)
fi
# The Python tools have their own environment, which is created again when the requirements have changed.
if ! cmp -s contract/requirements.txt contract/.venv/installed.txt; then
  echo "Installing Python's tools …"
  rm -rf contract/.venv
  if python3 -m venv contract/.venv; then
    contract/.venv/bin/python -m pip install --quiet --requirement contract/requirements.txt
    cp contract/requirements.txt contract/.venv/installed.txt
  fi
fi
exec "$node" contract/run.ts "$@"
