// A server built with the official 1.x package, over the deprecated HTTP+SSE transport, for tests of
// mcp-client. Its stream is at /sse.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import * as z from 'zod';

import { serve } from './http_support.mjs';

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const log = (line) => process.stdout.write(`${line}\n`);
const sessions = new Map();

function create() {
  const server = new McpServer({ name: 'official-sse', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => text(`${a + b}`));

  server.registerTool('roots', { description: 'Requests the roots' },
    async () => text(JSON.stringify((await server.server.listRoots()).roots)));

  server.registerTool('hangUp', { description: 'Closes the stream instead of answering' },
    async ({ sessionId }) => {
      await sessions.get(sessionId).close();
      return text('never read');
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

serve(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  log(`${request.method} ${url.pathname}`);
  if (request.method === 'GET' && url.pathname === '/sse') {
    const transport = new SSEServerTransport('/message', response);
    sessions.set(transport.sessionId, transport);
    response.on('close', () => log('stream closed'));
    return create().connect(transport);
  }
  const transport = url.pathname === '/message' && sessions.get(url.searchParams.get('sessionId'));
  if (!transport) return response.writeHead(404).end('not here');
  return transport.handlePostMessage(request, response);
});
