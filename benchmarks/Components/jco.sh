#!/usr/bin/env bash
# Prepares the calls of ../shared/bench/components for Node, in the folder that is named: two versions of jco from npm, each in a folder of its own,
# and what it transpiles.
set -eu
folder=$1
bench=$(cd "${DOVETAIL_SHARED:-$(dirname "$0")/../../../shared}/bench/components" && pwd)
for version in 1.8.1 1.35.0; do
    (
        mkdir -p "$folder/jco-$version" && cd "$folder/jco-$version"
        [ -d node_modules/@bytecodealliance/jco ] || npm install --silent --no-save --prefix . "@bytecodealliance/jco@$version"
        for name in guest caller composed; do
            npx --no-install jco transpile "$bench/$name.component.wasm" -o "out-$name" --name "$name" -I sync --quiet
            echo '{"type":"module"}' >"out-$name/package.json"
        done
        cp out-guest/guest.core.wasm .
        cp "$bench/bench.mjs" .
    )
done
