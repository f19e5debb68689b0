// A server built with the official 1.x package, over HTTP, with sessions and resumable streams, for
// tests of mcp-client.
import { randomUUID } from 'node:crypto';

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as z from 'zod';

import { serve } from './http_support.mjs';

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const log = (line) => process.stdout.write(`${line}\n`);
const sessions = new Map();

class Events {
  #events = [];
  storeEvent(stream, message) {
    this.#events.push({ stream, message });
    return Promise.resolve(`${stream}/${this.#events.length - 1}`);
  }
  getStreamIdForEventId(id) {
    return Promise.resolve(id.slice(0, id.lastIndexOf('/')));
  }
  async replayEventsAfter(id, { send }) {
    const stream = id.slice(0, id.lastIndexOf('/'));
    const last = +id.slice(id.lastIndexOf('/') + 1);
    for (const [index, event] of this.#events.entries()) {
      if (index > last && event.stream === stream) await send(`${stream}/${index}`, event.message);
    }
    return stream;
  }
}

function create() {
  const server = new McpServer({ name: 'official-v1', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => text(`${a + b}`));

  server.registerTool('roots', { description: 'Asks for roots on the stream of the call' },
    async () => text(JSON.stringify((await server.server.listRoots()).roots)));

  server.registerTool('breakOff', { description: 'Closes the stream before it answers' },
    async ({ closeSSEStream }) => {
      closeSSEStream();
      log('broken off');
      return text('after the break');
    });

  server.registerTool('wait', { description: 'Shows progress once, then waits to be cancelled' },
    async ({ signal, _meta, sendNotification }) => {
      const params = { progressToken: _meta.progressToken, progress: 1, total: 2 };
      await sendNotification({ method: 'notifications/progress', params });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      log('cancelled');
      return text('never read');
    });
  return server;
}

async function newSession() {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID, eventStore: new Events(), retryInterval: 50,
    onsessioninitialized: (id) => {
      log('session begins');
      sessions.set(id, transport);
    },
    onsessionclosed: () => log('session ends'),
  });
  await create().connect(transport);
  return transport;
}

serve(async (request, response) => {
  const id = request.headers['mcp-session-id'];
  if (request.method === 'GET' && request.headers['last-event-id']) log('continued');
  const transport = id ? sessions.get(id) : await newSession();
  if (!transport) return response.writeHead(404).end();
  return transport.handleRequest(request, response);
});
