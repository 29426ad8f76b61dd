#!/bin/sh
# What `npm run bench` runs. Arguments: --quick, --seconds N, --only SECTION (see bench/options.ts).
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
exec "$node" bench/bench.ts "$@"
