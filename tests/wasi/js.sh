#!/usr/bin/env bash
# Builds the guest in JavaScript: NPM_DIR=FOLDER js.sh WIT OUT, with WIT as build.sh takes it, and OUT the component, of some 13 MB. In NPM_DIR: npm install @bytecodealliance/componentize-js@0.23.0
set -euo pipefail
wit=$(realpath "$1") out=$(realpath -m "$2")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/wit/deps"
cp worlds.wit "$work/wit/"
cp -r "$wit"/0.2/* "$wit"/proposals/* "$work/wit/deps/"
ln -s "$(realpath "$NPM_DIR")/node_modules" "$work/node_modules"
cat >"$work/build.mjs" <<'JS'
import { writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';
const [sourcePath, witPath, out] = process.argv.slice(2);
const { component } = await componentize({ sourcePath, witPath, worldName: 'everything', disableFeatures: ['fetch-event'] });
await writeFile(out, component);
JS
node "$work/build.mjs" "$PWD/guest.js" "$work/wit" "$out"
