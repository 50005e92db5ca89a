// Turns a core module and a WIT world into a component: node componentize.mjs CORE.wasm WORLD.wit WORLD OUT.wasm
// Needs `npm install @bytecodealliance/jco` in the folder NODE_PROJECT (default: the current one).
import { createRequire } from 'node:module';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = resolve(process.env.NODE_PROJECT ?? '.');
const jco = createRequire(join(project, 'package.json')).resolve('@bytecodealliance/jco');
const { componentEmbed, componentNew } = await import(pathToFileURL(jco));

const [core, wit, world, out] = process.argv.slice(2);
const embedded = await componentEmbed({
  binary: await readFile(core),
  witSource: await readFile(wit, 'utf8'),
  world,
  stringEncoding: 'utf8',
});
await writeFile(out, await componentNew(embedded, []));
