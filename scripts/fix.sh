#!/bin/sh
# What `npm run fix` runs. It formats, and fixes what the linter can fix by itself. Arguments name files; without any, all.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
[ $# -gt 0 ] || set -- .
exec node_modules/.bin/biome check --write "$@"
