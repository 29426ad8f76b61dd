#!/bin/sh
# What `npm run nightly` runs; its argument says for how many minutes.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
build_checkout
exec "$node" test/nightly.ts "$@"
