// Runs components/composed.wasm where there is no .NET: node elsewhere.mjs FOLDER [CHROMIUM]
// FOLDER is where `npm install --prefix FOLDER @bytecodealliance/jco` was done. With CHROMIUM, a browser that knows --headless runs it.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const [project, chromium] = process.argv.slice(2);
const jco = createRequire(join(resolve(project), 'package.json')).resolve('@bytecodealliance/jco');
const { transpile } = await import(pathToFileURL(jco));
const folder = await mkdtemp(join(tmpdir(), 'invoice-'));
try {
  const composed = await readFile(new URL('components/composed.wasm', import.meta.url));
  const { files } = await transpile(composed, { name: 'invoice' });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  if (chromium) {
    console.log(`in a browser: 250 × 49.99 = ${await inBrowser()}`);
  } else {
    const { total } = await import(pathToFileURL(join(folder, 'invoice.js')));
    console.log(`on Node: 250 × 49.99 = ${total(250, 4999)}`);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function inBrowser() {
  await writeFile(join(folder, 'index.html'), `<!doctype html><p id="total"></p><script type="module">
    import { total } from './invoice.js';
    document.getElementById('total').textContent = total(250, 4999);
  </script>`);
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const content = await readFile(join(folder, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': types[extname(path) || '.html'] ?? 'text/plain' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const page = `http://127.0.0.1:${server.address().port}/`;
    const { stdout } = await promisify(execFile)(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=10000', '--dump-dom', page]);
    return /<p id="total">([^<]*)</.exec(stdout)?.[1] || 'nothing';
  } finally {
    server.close();
  }
}
