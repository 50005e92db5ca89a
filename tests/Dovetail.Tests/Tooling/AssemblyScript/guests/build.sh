#!/usr/bin/env bash
# Rebuilds the modules in this folder, and the declarations beside them, with asc: `npm install --prefix FOLDER assemblyscript@0.28.20`,
# then `build.sh FOLDER`.
set -eu
cd "$(dirname "$0")"
asc() { node "$compiler" "$@" -Oz --noAssert --converge 2>&1 | grep -v -e AS235 -e '^ *[0-9:│┌└─~]' -e '^ *$' || true; }
compiler=$1/node_modules/assemblyscript/bin/asc.js
asc lists.ts --bindings raw --exportRuntime -o lists.wasm
asc records.ts --bindings raw --exportRuntime -o records.wasm
asc imports.ts --bindings raw --exportRuntime -o imports.wasm
asc imports.ts --runtime minimal --bindings none --exportRuntime --importMemory -o imports-minimal.wasm
asc bare.ts --bindings none -o bare.wasm
asc helpers.ts --runtime stub --bindings none --exportRuntime --exportStart _initialize -o helpers.wasm
