// Builds a component of handler.js: NPM_DIR=FOLDER node componentize.mjs OUT.wasm
// FOLDER is where `npm install @bytecodealliance/componentize-js@0.23.0 @bytecodealliance/jco@1.35.0` put both. The engine exports the handler of wasi:http 0.2.10, and
// jco has the WIT of 0.2.12, in which that is the same.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = join(resolve(process.env.NPM_DIR ?? '.'), 'node_modules/@bytecodealliance');
const { componentize } = await import(pathToFileURL(join(packages, 'componentize-js/src/componentize.js')));
const wit = await mkdtemp(join(tmpdir(), 'handler-'));
try {
  await cp(join(packages, 'jco/lib/wit/builtin/0.2.12'), join(wit, 'deps'), { recursive: true });
  const http = join(wit, 'deps/wasi-http/package.wit');
  await writeFile(http, (await readFile(http, 'utf8')).replaceAll('wasi:http@0.2.12', 'wasi:http@0.2.10'));
  await writeFile(join(wit, 'world.wit'), 'package test:handler;\nworld handler { export wasi:http/incoming-handler@0.2.10; }\n');
  const source = await readFile(new URL('handler.js', import.meta.url), 'utf8');
  const { component } = await componentize(source, { witPath: wit, worldName: 'handler', enableFeatures: ['http', 'fetch-event'] });
  await writeFile(process.argv[2], component);
} finally {
  await rm(wit, { recursive: true });
}
