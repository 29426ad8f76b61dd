#!/bin/sh
# What `npm run crash` runs.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
exec "$node" crash/crash.ts "$@"
