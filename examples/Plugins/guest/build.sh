#!/usr/bin/env bash
# Builds the plug-ins, and what later replaces them, from their sources. On Debian 12, with LLVM's packages: apt-get install --no-install-recommends clang-22 lld-22
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release -v quiet ../../../src/Dovetail.Cli
dovetail() { dotnet ../../../src/Dovetail.Cli/bin/Release/net10.0/Dovetail.Cli.dll "$@"; }

dovetail bindgen text.wit --guest c -o "$work"

build() { # source, component, options of clang
    "${CLANG:-clang-22}" --target=wasm32-unknown-unknown -Os -nostdlib -ffreestanding -fno-builtin -mno-bulk-memory -fuse-ld="${WASM_LD:-/usr/bin/wasm-ld-22}" \
        -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=4096 -I "$work" "${@:3}" -o "$work/core.wasm" "$1.c" "$work/plug_in.c"
    dovetail new "$work/core.wasm" --wit text.wit -o "../$2"
}

for name in shout squeeze tally; do
    build $name plug-ins/$name.wasm
    build $name updates/$name.wasm -DSECOND
done
