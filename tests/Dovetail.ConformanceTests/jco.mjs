// Tasks for jco: node jco.mjs TASK ARGUMENT…   The environment variable DOVETAIL_JCO names the folder with node_modules.
//   check FOLDER               prints and transpiles each component of a folder; a line for each that fails
//   new CORE OUT [NAME=FILE…]  makes a component as `jco new` does
//   echo FOLDER                calls what NAME.mjs says of each component NAME.wasm, which is to give back what it takes; a line for each call that does not
//   calls FILE                 transpiles a component, calls what a script of calls (FILE.json) says, and writes the results as JSON
import { createRequire } from 'node:module';
import { mkdtemp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';

const root = process.env.DOVETAIL_JCO;
const { print, transpile, componentNew } = await import(pathToFileURL(createRequire(join(root, 'x')).resolve('@bytecodealliance/jco')));

async function check(folder) {
  for (const file of (await readdir(folder)).sort()) {
    const binary = await readFile(join(folder, file));
    for (const [name, step] of [['print', print], ['transpile', bytes => transpile(bytes, { name: 'c', noTypescript: true })]]) {
      try {
        await step(binary);
      } catch (error) {
        console.log(`${file}: ${name}: ${error.message ?? error}`.split('\n')[0]);
      }
    }
  }
}

async function make(core, out, ...adapters) {
  const read = await Promise.all(adapters.map(async adapter => {
    const equals = adapter.indexOf('=');
    return [adapter.slice(0, equals), await readFile(adapter.slice(equals + 1))];
  }));
  await writeFile(out, await componentNew(await readFile(core), read));
}

// The exports of a component, transpiled into a folder.
async function load(file, folder) {
  const { files } = await transpile(await readFile(file), { name: 'c', noTypescript: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return import(pathToFileURL(join(folder, 'c.js')));
}

const text = value => JSON.stringify(value, (_, part) => typeof part === 'bigint' ? part.toString() : ArrayBuffer.isView(part) ? [...part] : part);

async function calls(file) {
  const folder = await mkdtemp(join(tmpdir(), 'dovetail-jco-'));
  try {
    const instance = await load(file, folder);
    const number = value => typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : Array.isArray(value) ? value.map(number) : value;
    for (const { path, args } of JSON.parse(await readFile(file + '.json', 'utf8'))) {
      const target = path.reduce((object, name) => object[name], instance);
      let result;
      try {
        result = { value: target(...args.map(number)) };
      } catch (error) {
        result = 'payload' in error ? { error: error.payload } : { trap: true };
      }
      console.log(text(result));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

// Whether two values of WIT are the same in JavaScript: lists may be typed arrays, and what is not there may be said or not.
function same(left, right) {
  if (ArrayBuffer.isView(left) || ArrayBuffer.isView(right)) return same(Array.from(left), Array.from(right));
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) return Object.is(left, right) || (!left && !right && [undefined, false].includes(left ?? undefined) && [undefined, false].includes(right ?? undefined));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every(key => same(left[key], right[key]));
}

async function echo(folder) {
  const files = (await readdir(folder)).filter(file => file.endsWith('.wasm')).sort();
  for (const file of files) {
    try {
      const calls = (await import(pathToFileURL(join(folder, file.replace('.wasm', '.mjs'))))).default;
      const target = await load(join(folder, file), join(folder, file.replace('.wasm', '')));
      for (const [name, args] of calls) {
        let result;
        try {
          result = target.echo[name](...args);
          if (args.length === 1 && args[0]?.tag === 'ok' && !same(result, args[0])) result = { tag: 'ok', val: result };
        } catch (error) {
          if (!('payload' in error)) throw error;
          result = { tag: 'err', val: error.payload };
        }
        if (!same(result, args.length === 1 ? args[0] : args)) console.log(`${file}: ${name}: expected ${text(args)}, found ${text(result)}`);
      }
    } catch (error) {
      console.log(`${file}: ${error.stack ?? error}`.replaceAll('\n', ' '));
    }
  }
  console.log(`${files.length} components`);
}

const [task, ...args] = process.argv.slice(2);
await { check, new: make, calls, echo }[task](...args);
