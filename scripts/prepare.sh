# Sourced by start.sh, test/test.sh and scripts/check.sh, in the root of the clone. It prepares what they need, and is quick
# when nothing is missing.

install_packages() {
  if [ ! -e node_modules/.package-lock.json ]; then
    echo 'Installing packages (the first time) …'
  elif [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo 'Installing packages (package-lock.json has changed) …'
  else
    return 0
  fi
  # The machine's own Node only runs npm here. Its warnings do not matter, because everything else runs on the pinned Node.
  npm ci --loglevel=error
}

# Builds the payer's page if one of its sources has changed since the last build.
build_checkout() {
  grep -qs '"build":' checkout/package.json || return 0
  stamp=$(find checkout package-lock.json -type f -not -path '*/node_modules/*' -not -path 'checkout/dist/*' -exec cksum {} + |
    LC_ALL=C sort | cksum)
  [ "$(cat checkout/dist/.stamp 2>/dev/null)" != "$stamp" ] || return 0
  echo 'Building the payer'\''s page …'
  npm run --silent build --workspace checkout
  echo "$stamp" >checkout/dist/.stamp
}

# Sets $node to Node 24 or newer, which npm has pinned, so that it does not matter which version the machine has. Puts it first on the
# path, for tools that start with a #! line.
find_node() {
  node=node_modules/.bin/node
  if [ ! -x "$node" ]; then
    node=$(command -v node)
    if ! "$node" -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major < 24 || (major === 24 && minor < 7))'; then
      echo "Florin needs Node 24.7 or newer, and npm has none for this system ($(uname -sm)). Install it, then start again." >&2
      exit 1
    fi
  fi
  PATH="$PWD/node_modules/.bin:$PATH"
  # What Node has compiled once is read from here, which saves every process a third of its start.
  NODE_COMPILE_CACHE="$PWD/node_modules/.cache/compiled"
  export PATH NODE_COMPILE_CACHE
}
