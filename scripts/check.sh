#!/bin/sh
# What `npm run check` runs. It runs every check, even after one has failed, so that one run reports everything.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
install_packages
find_node
failed=''
check() {
  name=$1
  shift
  echo "· $name"
  "$@" || failed="$failed $name"
}
check types node_modules/.bin/tsc --project .
check checkout-types node_modules/.bin/tsc --project checkout
check sdk-types node_modules/.bin/tsc --project sdks/typescript --noEmit
check lint node_modules/.bin/biome ci --max-diagnostics=100 .
check imports "$node" scripts/check-imports.ts
check tidy "$node" scripts/check-tidy.ts
check unused node_modules/.bin/knip --no-progress
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
echo 'all checks passed'
