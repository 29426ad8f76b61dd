#!/bin/sh
# What `npm test` runs. Arguments select the test files whose path contains one of them.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
build_checkout
exec "$node" test/run.ts "$@"
