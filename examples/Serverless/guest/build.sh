#!/usr/bin/env bash
# Builds greet.wasm and shout.wasm: build.sh WIT, where WIT is a folder with the packages of WASI 0.2.12, one folder each.
# Needs clang and wasm-ld for wasm32 (CLANG, default clang-22; WASM_LD) and `dovetail` (DOVETAIL, default dovetail).
set -euo pipefail
cd "$(dirname "$0")"
wit=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/wit/deps"
cp world.wit "$work/wit/"
cp -r "$wit"/{io,clocks,random,cli,filesystem,sockets,http} "$work/wit/deps/"
for handler in greet shout; do
    "${CLANG:-clang-22}" --target=wasm32-unknown-unknown -Os -nostdlib -ffreestanding -fno-builtin -mno-bulk-memory -fuse-ld="${WASM_LD:-/usr/bin/wasm-ld-22}" \
        -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 -o "$work/$handler.wasm" "$handler.c"
    ${DOVETAIL:-dovetail} new "$work/$handler.wasm" --wit "$work/wit" --world handler -o "../$handler.wasm"
done
