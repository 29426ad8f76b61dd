#!/bin/sh
# What `npm run contract` runs: others' tools against the API's document; arguments select the tests whose path contains
# one of them.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
# The generators of TypeScript clients need an older TypeScript, and have packages of their own.
if [ ! -e contract/node_modules/.package-lock.json ] || [ contract/package-lock.json -nt contract/node_modules/.package-lock.json ]; then
  echo 'Installing the generators of TypeScript clients …'
  (cd contract && npm ci --loglevel=error)
fi
# Python's tools have an environment of their own, made anew when what is asked for has changed.
if ! cmp -s contract/requirements.txt contract/.venv/installed.txt; then
  echo "Installing Python's tools …"
  rm -rf contract/.venv
  if python3 -m venv contract/.venv; then
    contract/.venv/bin/python -m pip install --quiet --requirement contract/requirements.txt
    cp contract/requirements.txt contract/.venv/installed.txt
  fi
fi
exec "$node" contract/run.ts "$@"
