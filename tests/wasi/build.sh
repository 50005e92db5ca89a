#!/usr/bin/env bash
# Builds the guests that test WASI 0.2: build.sh WIT, where WIT has the folders `0.2` (wasi 0.2.12) and `proposals` (wasi:config, wasi:logging and wasi:keyvalue), one folder a package.
# Needs clang and wasm-ld for wasm32 (CLANG, default clang-22; WASM_LD) and `dovetail` (DOVETAIL, default dovetail).
set -euo pipefail
wit=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/wit/deps"
cp worlds.wit "$work/wit/"
cp -r "$wit"/0.2/* "$wit"/proposals/* "$work/wit/deps/"
for world in ${WORLDS:-system files net web services}; do
    ${DOVETAIL:-dovetail} bindgen "$work/wit" --world $world --guest c --all-features -o "$work" >/dev/null
    "${CLANG:-clang-22}" --target=wasm32-unknown-unknown -Os -std=c23 -Wall -Wextra -Wno-unused-parameter -nostdlib -ffreestanding -fno-builtin \
        -fuse-ld="${WASM_LD:-/usr/bin/wasm-ld-22}" -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=65536 -I "$work" -o "$work/core.wasm" $world.c "$work/$world.c"
    ${DOVETAIL:-dovetail} new "$work/core.wasm" --wit "$work/wit" --world $world --all-features -o $world.wasm
done
