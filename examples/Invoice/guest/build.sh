#!/usr/bin/env bash
# Rebuilds the components from their sources. On Debian 12:
#   apt-get install --no-install-recommends rustc libstd-rust-dev-wasm32 lld-22
#   npm install assemblyscript@0.28.20      (in a folder of your choice; NODE_PROJECT names it)
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
components=../components
dotnet build -c Release -v quiet ../../../src/Dovetail.Cli
dovetail() { dotnet ../../../src/Dovetail.Cli/bin/Release/net10.0/Dovetail.Cli.dll "$@"; }

# The linker warns about the metadata in this compiler's libraries, and rustc makes that an error. Paths get into
# messages, and into the order of functions.
rust() {
    (cd "$work" && "${RUSTC:-/usr/bin/rustc}" --target wasm32-unknown-unknown --crate-type cdylib --edition 2021 --remap-path-prefix "$work=." \
        -C opt-level=s -C panic=abort -C lto -C strip=symbols \
        -C linker=wasm-ld-22 -C link-arg=--no-fatal-warnings -o "$1.wasm" "$1.rs")
}
cp ./*.rs "$work"

# Rust, checked against declarations made of the WIT.
dovetail bindgen ../wit --world math-component --guest rust -o "$work"
rust math
dovetail new "$work/math.wasm" --wit ../wit --world math-component -o $components/math.wasm

dovetail bindgen ../wit --world invoice --guest rust -o "$work/world"
mv "$work/world/invoice.rs" "$work/invoice_world.rs"
rust invoice
dovetail new "$work/invoice.wasm" --wit ../wit --world invoice -o $components/invoice.wasm

# AssemblyScript, which knows nothing of components.
node "${NODE_PROJECT:-.}/node_modules/assemblyscript/bin/asc.js" formatter.ts -Oz --noAssert --exportRuntime -o "$work/formatter.wasm"
dovetail new "$work/formatter.wasm" --wit ../wit --world formatter-component -o $components/formatter.wasm

# All three as one.
dovetail compose $components/invoice.wasm --plug $components/math.wasm $components/formatter.wasm -o $components/composed.wasm
