#!/bin/sh
# What `npm start` runs. It ends in an exec, so that the process that npm started is the supervisor itself and a signal
# to it arrives (npm hands none on).
set -eu
cd "$(dirname "$0")"
. ./scripts/prepare.sh
install_packages
find_node
build_checkout
exec "$node" server/src/supervisor.ts "$@"
