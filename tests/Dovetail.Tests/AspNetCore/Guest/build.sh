#!/usr/bin/env bash
# Builds handler.wasm from handler.c: build.sh WIT, where WIT is a folder with the packages of WASI 0.2.12, one folder each.
# Needs clang and wasm-ld for wasm32 (CLANG, default clang-22) and `dovetail` (DOVETAIL, default dovetail).
set -euo pipefail
cd "$(dirname "$0")"
wit=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CLANG:-clang-22}" --target=wasm32-unknown-unknown -Os -nostdlib -ffreestanding -fno-builtin -mno-bulk-memory -fuse-ld="${WASM_LD:-/usr/bin/wasm-ld-22}" \
    -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 -o "$work/core.wasm" handler.c
mkdir -p "$work/wit/deps"
cp world.wit "$work/wit/"
cp -r "$wit"/{io,clocks,random,cli,filesystem,sockets,http} "$work/wit/deps/"
${DOVETAIL:-dovetail} new "$work/core.wasm" --wit "$work/wit" --world handler -o handler.wasm
