// Tasks for jco: node jco.mjs TASK ARGUMENT…   The environment variable DOVETAIL_JCO names the folder with node_modules.
//   check FOLDER               prints and transpiles each component of a folder; a line for each that fails
//   new CORE OUT [NAME=FILE…]  makes a component as `jco new` does
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

async function calls(file) {
  const { files } = await transpile(await readFile(file), { name: 'c', noTypescript: true });
  const folder = await mkdtemp(join(tmpdir(), 'dovetail-jco-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const instance = await import(pathToFileURL(join(folder, 'c.js')));
    const number = value => typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : Array.isArray(value) ? value.map(number) : value;
    const text = (_, value) => typeof value === 'bigint' ? value.toString() : ArrayBuffer.isView(value) ? [...value] : value;
    for (const { path, args } of JSON.parse(await readFile(file + '.json', 'utf8'))) {
      const target = path.reduce((object, name) => object[name], instance);
      let result;
      try {
        result = { value: target(...args.map(number)) };
      } catch (error) {
        result = 'payload' in error ? { error: error.payload } : { trap: true };
      }
      console.log(JSON.stringify(result, text));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [task, ...args] = process.argv.slice(2);
await { check, new: make, calls }[task](...args);
