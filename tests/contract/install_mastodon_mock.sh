#!/bin/sh
# Installs mastodon_mock, a server with the API of Mastodon, into a place of its own and prints its command.
#
#     DIGEST_MASTODON_MOCK=$(tests/contract/install_mastodon_mock.sh .cache/mastodon) \
#       pytest tests/contract/test_mastodon_mock.py
#
# The folder may be kept between runs. Needs python3 with venv and pip; takes about eight seconds the first time.
set -eu
folder=${1:?"usage: install_mastodon_mock.sh FOLDER"}
pins="$(cd "$(dirname "$0")" && pwd)/mastodon_mock.txt"
if [ ! -f "$folder/installed.txt" ] || ! cmp -s "$pins" "$folder/installed.txt"; then
    "${PYTHON:-python3}" -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$pins" >&2
    cp "$pins" "$folder/installed.txt"
fi
echo "$(cd "$folder" && pwd)/bin/mastodon_mock"
