// Code that our test servers share over HTTP. They print their URL to standard output.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';

/** Serves on a port of its own; `handle` is one of node:http. */
export function serve(handle) {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
}

/** Serves with a function from a web-standard Request to a Response. */
export function serveFetch(fetch) {
  serve(async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const hasBody = incoming.method === 'POST';
    const response = await fetch(new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method, headers: incoming.headers, signal: gone.signal,
      ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
    }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.flushHeaders();
    if (!response.body) return outgoing.end();
    const body = Readable.fromWeb(response.body);
    outgoing.on('close', () => body.destroy());
    body.on('error', () => outgoing.destroy());
    return body.pipe(outgoing);
  });
}
