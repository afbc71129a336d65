#!/bin/sh
# Installs Prism, which answers as an OpenAPI document says, and prints the path of its command.
#
#     DIGEST_PRISM=$(tests/contract/install_prism.sh .cache/prism) pytest tests/contract/test_prism.py
#
# The folder may be kept between runs. Needs node and npm; takes about twenty seconds the first time.
set -eu
folder=${1:?"usage: install_prism.sh FOLDER"}
version=5.16.0
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [ ! -f "$folder/node_modules/@stoplight/prism-cli/$version.installed" ]; then
    npm install --prefix "$folder" --no-audit --no-fund --silent "@stoplight/prism-cli@$version" >&2
    touch "$folder/node_modules/@stoplight/prism-cli/$version.installed"
fi
echo "$folder/node_modules/.bin/prism"
