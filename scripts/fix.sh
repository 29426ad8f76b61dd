#!/bin/sh
# What `npm run fix` runs: formats, and mends what the linter can mend by itself. Arguments name files; without any, all.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
[ $# -gt 0 ] || set -- .
exec node_modules/.bin/biome check --write "$@"
