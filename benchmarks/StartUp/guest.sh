#!/bin/sh
# guest.sh FOLDER: installs the guest of this benchmark from npm in FOLDER and prints the path of its core module.
set -eu
mkdir -p "$1"
cd "$1"
npm install --no-audit --no-fund --ignore-scripts @bytecodealliance/componentize-js >/dev/null
echo "$(pwd)/node_modules/@bytecodealliance/componentize-js/lib/starlingmonkey_embedding.wasm"
