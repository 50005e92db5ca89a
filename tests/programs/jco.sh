#!/usr/bin/env bash
# Runs the programs under jco on Node, and compares what they say with expected/.
# usage: NPM_DIR=folder [NODE=node] jco.sh [FOLDER-OF-PROGRAMS]
# Needs in NPM_DIR @bytecodealliance/jco@1.35.0, which brings its shim of WASI.
set -uo pipefail
cd "$(dirname "$0")"; here=$PWD; programs=$(realpath "${1:-.}"); node=${NODE:-node}
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
shim=@bytecodealliance/preview2-shim packages=$(realpath "$NPM_DIR")/node_modules
mkdir -p "$scratch/node_modules/@bytecodealliance"
for folder in "$packages" "$packages/@bytecodealliance/jco/node_modules"; do # the inner one is jco's where others need another version
    [ ! -d "$folder/$shim" ] || ln -sfn "$folder/$shim" "$scratch/node_modules/$shim"
done
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

# The shim takes milliseconds for seconds where the times of an open file are set, which these cases do: there the times are not compared, as long as they are wrong.
times='s/(accessed|modified) [0-9]+/\1 …/g'
declare -A wrong=([files.all]=$times [zig-files.all]=$times)

passed=0; failed=0
fail() { # case, what is wrong, the difference
    failed=$((failed + 1))
    printf '%s: %s\n' "$@"
}
while read -r program case exit variables arguments; do
    case "$program" in '#'* | '') continue ;; esac
    [ -f "$programs/$program.wasm" ] || continue
    if [ ! -d "$scratch/$program" ]; then
        "$node" "$NPM_DIR/node_modules/@bytecodealliance/jco/dist/jco.js" transpile "$programs/$program.wasm" -o "$scratch/$program" --name program >"$scratch/errors" 2>&1 ||
            { fail "$program $case" "jco does not transpile it: $(head -2 "$scratch/errors")"; continue; }
    fi
    input=/dev/null; case "$case" in *-in) input=$here/input.txt ;; esac
    mkdir -p "$scratch/work"
    # shellcheck disable=SC2086
    found=$(cd "$scratch" && "$node" run.mjs "$scratch/$program/program.js" "$program" "$scratch/work" "$variables" $arguments <"$input" 2>"$scratch/errors"; echo "code $?")
    rm -rf "$scratch/work"
    [ "$exit" = 0 ] || exit=1
    expected=$(cat "expected/$program.$case.txt"; echo "code $exit")
    if mask=${wrong[$program.$case]:-} && [ -n "$mask" ]; then
        [ "$found" != "$expected" ] || { fail "$program $case" "jco is right by now: leave the case out of \`wrong\`"; continue; }
        expected=$(sed -E "$mask" <<<"$expected") found=$(sed -E "$mask" <<<"$found")
    fi
    if [ "$found" = "$expected" ]; then passed=$((passed + 1)); else
        fail "$program $case" "$(diff <(echo "$expected") <(echo "$found") | head -4; head -2 "$scratch/errors")"
    fi
done <cases.txt
echo "$passed passed, $failed failed, 0 skipped"
[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
