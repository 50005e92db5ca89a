#!/usr/bin/env bash
# Builds the programs as components (into OUT, or here those that are kept) and natively, and writes what the native ones say to expected/.
# usage: NPM_DIR=folder [ZIG=zig] build.sh [OUT]
# Needs Debian's clang-22 lld-22 wasi-libc libclang-rt-22-dev-wasm32 libc++-22-dev-wasm32 rustc libstd-rust-dev-wasm32; in NPM_DIR @bytecodealliance/jco@1.35.0, which brings the
# adapter of preview 1. Zig 0.11 is optional.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-.}; out=$(realpath "$out"); here=$PWD
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
mkdir -p "$out" expected "$scratch/native"
wasi=(--target=wasm32-wasi --sysroot=/usr -L/usr/lib/wasm32-wasi -O2 -fuse-ld=/usr/bin/wasm-ld-22 -Wl,--strip-all -Wno-deprecated)

component() { # core module, name
    node "$NPM_DIR/node_modules/@bytecodealliance/jco/dist/jco.js" new "$1" --wasi-command -o "$out/$2.wasm" >/dev/null
}

for name in hello cat wc files times; do
    clang-22 "${wasi[@]}" -isystem /usr/include/wasm32-wasi -o "$scratch/$name.wasm" "src/$name.c"
    component "$scratch/$name.wasm" $name
    clang-22 -O2 -D_GNU_SOURCE -w -o "$scratch/native/$name" "src/$name.c"
done
if [ -n "${ZIG:-}" ]; then
    for name in hello=zig files=zig-files; do
        source=$here/src/${name%=*}.zig name=${name#*=}
        (cd "$scratch" && "$ZIG" build-exe "$source" -target wasm32-wasi -O ReleaseSmall --name "$name" && "$ZIG" build-exe "$source" -O ReleaseSmall --name "$name-native")
        component "$scratch/$name.wasm" "$name"
        mv "$scratch/$name-native" "$scratch/native/$name"
    done
fi
if [ "$out" != "$here" ]; then # too large to be kept
    for name in words=rust files=rust-files; do
        source=src/${name%=*}.rs name=${name#*=}
        /usr/bin/rustc --target wasm32-wasi --edition 2021 -C opt-level=s -C lto -C strip=symbols -C linker=wasm-ld-22 -C link-arg=--no-fatal-warnings -o "$scratch/$name.wasm" "$source"
        component "$scratch/$name.wasm" "$name"
        /usr/bin/rustc --edition 2021 -O -o "$scratch/native/$name" "$source"
    done
    for name in shapes=cpp files=cpp-files; do
        source=src/${name%=*}.cpp name=${name#*=}
        clang++-22 "${wasi[@]}" -isystem /usr/lib/llvm-22/include/wasm32-wasi/c++/v1 -isystem /usr/include/wasm32-wasi -fno-exceptions -std=c++20 -o "$scratch/$name.wasm" "$source"
        component "$scratch/$name.wasm" "$name"
        clang++-22 -O2 -std=c++20 -o "$scratch/native/$name" "$source"
    done
fi

while read -r program case _ variables arguments; do
    case "$program" in '#'* | '') continue ;; esac
    [ -x "$scratch/native/$program" ] || continue
    input=/dev/null; case "$case" in *-in) input=$here/input.txt ;; esac
    mkdir -p "$scratch/work"
    # shellcheck disable=SC2086
    (cd "$scratch/work" && env -i $([ "$variables" = - ] || echo "$variables") "$scratch/native/$program" $arguments <"$input" >"$here/expected/$program.$case.txt" 2>/dev/null) || true
    rm -rf "$scratch/work"
done <cases.txt
