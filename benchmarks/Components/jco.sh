#!/usr/bin/env bash
# Prepares the calls of ../shared/bench/components for Node, in the folder that is named: jco from npm, and what it transpiles.
set -eu
folder=$1
bench=$(cd "${DOVETAIL_SHARED:-$(dirname "$0")/../../../shared}/bench/components" && pwd)
mkdir -p "$folder" && cd "$folder"
[ -d node_modules/@bytecodealliance/jco ] || npm install --silent --no-save --prefix . @bytecodealliance/jco@1.8.1
for name in guest caller composed; do
    npx --no-install jco transpile "$bench/$name.component.wasm" -o "out-$name" --name "$name" -I sync --quiet
    echo '{"type":"module"}' >"out-$name/package.json"
done
cp out-guest/guest.core.wasm .
cp "$bench/bench.mjs" .
