#!/usr/bin/env bash
# Rebuilds calculator.wasm. On Debian 12:
#   apt-get install --no-install-recommends rustc libstd-rust-dev-wasm32 lld-22
set -euo pipefail
cd "$(dirname "$0")"
core=$(mktemp --suffix=.wasm)
trap 'rm -f "$core"' EXIT

# The linker warns about the metadata in this compiler's libraries, and rustc makes that an error.
"${RUSTC:-/usr/bin/rustc}" --target wasm32-unknown-unknown --crate-type cdylib --edition 2021 \
    -C opt-level=s -C panic=abort -C lto -C strip=symbols \
    -C linker=wasm-ld-22 -C link-arg=--no-fatal-warnings -o "$core" lib.rs
dotnet run -c Release --project ../../../src/Dovetail.Cli -- new "$core" --wit world.wit -o ../calculator.wasm
