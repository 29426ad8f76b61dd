#!/bin/sh
# What `npm start` runs. It ends with an exec, so that the process that npm started is the supervisor itself. Signals to it
# arrive that way, because npm does not pass them on.
set -eu
cd "$(dirname "$0")"
. ./scripts/prepare.sh
install_packages
find_node
build_checkout
exec "$node" server/src/supervisor.ts "$@"
