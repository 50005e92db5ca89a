// The handler of handler.c's kind in JavaScript: what its path says is what it does. See componentize.mjs.
addEventListener('fetch', event => event.respondWith(answer(event.request)));

const encoder = new TextEncoder();

async function answer(request) {
  const { pathname } = new URL(request.url);
  const [, route, argument] = pathname.split('/');
  switch (route) {
    case 'echo': return new Response(request.body, { headers: { 'content-type': 'application/octet-stream' } });
    case 'json': return json(request);
    case 'lines': return new Response(lines(Number(argument), 0));
    case 'slow': return new Response(lines(Number(argument), 20));
    case 'status': return new Response('status\n', { status: Number(argument) });
    case 'throw': throw new Error('on purpose');
    case 'spin': for (;;) ;
    case 'fetch': return fetch(`http://${decodeURIComponent(argument)}`);
    default: return new Response('hello from JavaScript\n', { headers: { 'content-type': 'text/plain' } });
  }
}

async function json(request) {
  let value;
  try {
    value = await request.json();
  } catch {
    return Response.json({ error: 'no JSON' }, { status: 400 });
  }
  return Response.json({ method: request.method, sum: value.numbers.reduce((sum, each) => sum + each, 0), name: value.name });
}

function lines(count, pause) {
  let i = 0;
  return new ReadableStream({
    async pull(controller) {
      if (i === count) return controller.close();
      if (pause) await new Promise(done => setTimeout(done, pause));
      controller.enqueue(encoder.encode(`line ${i++}\n`));
    },
  });
}
