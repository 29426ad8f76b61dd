#!/bin/sh
# What `npm run nightly` runs. The argument is the number of minutes.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
build_checkout
exec "$node" test/nightly.ts "$@"
