#!/usr/bin/env bash
# Runs the programs under jco on Node, and compares what they say with expected/.
# usage: NPM_DIR=folder [NODE=node] jco.sh [FOLDER-OF-PROGRAMS]
# All but one do: jco 1.35.0 sets the times of files wrong, which "files" shows.
# Needs in NPM_DIR @bytecodealliance/jco@1.35.0 and @bytecodealliance/preview2-shim.
set -uo pipefail
cd "$(dirname "$0")"; here=$PWD; programs=$(realpath "${1:-.}"); node=${NODE:-node}
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
ln -s "$NPM_DIR/node_modules" "$scratch/node_modules"
cat >"$scratch/run.mjs" <<'JS'
import { _setPreopens } from '@bytecodealliance/preview2-shim/filesystem';
import { _setArgs, _setEnv } from '@bytecodealliance/preview2-shim/cli';
const [module, name, folder, variables, ...args] = process.argv.slice(2);
_setPreopens({ '/': folder });
_setArgs([name, ...args]);
_setEnv(variables === '-' ? {} : Object.fromEntries([variables.split('=')]));
const { run } = await import(module);
try {
  run.run();
} catch (error) {
  if (error?.payload === undefined && !/exit/i.test(String(error))) throw error;
  process.exitCode = 1;
}
JS
passed=0; failed=0
while read -r program case exit variables arguments; do
    case "$program" in '#'* | '') continue ;; esac
    [ -f "$programs/$program.wasm" ] || continue
    if [ ! -d "$scratch/$program" ]; then
        "$node" "$NPM_DIR/node_modules/@bytecodealliance/jco/dist/jco.js" transpile "$programs/$program.wasm" -o "$scratch/$program" --name program >/dev/null || continue
    fi
    input=/dev/null; case "$case" in *-in) input=$here/input.txt ;; esac
    mkdir -p "$scratch/work"
    # shellcheck disable=SC2086
    output=$(cd "$scratch" && "$node" run.mjs "$scratch/$program/program.js" "$program" "$scratch/work" "$variables" $arguments <"$input" 2>"$scratch/errors"; echo "code $?")
    rm -rf "$scratch/work"
    [ "$exit" = 0 ] || exit=1
    if [ "$output" = "$(cat "expected/$program.$case.txt"; echo "code $exit")" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1)); echo "differs: $program $case"; diff <(cat "expected/$program.$case.txt"; echo "code $exit") <(echo "$output") | head -4; head -2 "$scratch/errors"
    fi
done <cases.txt
echo "$passed as native, $failed not"
