// A server built with the official 2.x package, for tests of mcp-client. It speaks only 2026-07-28;
// with the argument `serve`, the legacy versions too. Over stdio, or with `http` over HTTP.
import { createMcpHandler, inputRequired, inputResponse, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

import { serveFetch } from './http_support.mjs';

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const answers = z.object({ confirm: z.boolean(), reason: z.string() });

function create() {
  const server = new McpServer(
    { name: 'official-v2', version: '1.0.0' }, { instructions: 'Made for tests.' });

  server.registerTool('add', {
    description: 'Adds two numbers',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    outputSchema: z.object({ sum: z.number() }),
  }, ({ a, b }) => ({ ...text(`${a + b}`), structuredContent: { sum: a + b } }));

  server.registerTool('query', {
    description: 'Has an argument that is repeated in a header',
    inputSchema: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
  }, ({ region }) => text(`asked in ${region}`));

  server.registerTool('deploy', {
    description: 'Asks the person first',
    inputSchema: z.object({ target: z.string() }),
  }, ({ target }, { mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'confirm');
    if (answer.kind === 'missing') {
      const question = { message: `Deploy to ${target}?`, requestedSchema: answers };
      return inputRequired({ inputRequests: { confirm: inputRequired.elicit(question) } });
    }
    if (answer.action !== 'accept') {
      return { ...text(`not deployed: ${answer.action}`), isError: true };
    }
    return text(`deployed to ${target}: ${JSON.stringify(answer.content)}`);
  });

  server.registerTool('wait', {
    description: 'Shows progress once, then waits to be cancelled',
    inputSchema: z.object({}),
  }, async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    if (progressToken !== undefined) {
      const params = { progressToken, progress: 1, total: 2, message: 'waiting' };
      await mcpReq.notify({ method: 'notifications/progress', params });
    }
    await new Promise((resolve) => mcpReq.signal.addEventListener('abort', resolve));
    process.stderr.write(`cancelled: ${mcpReq.signal.reason}\n`);
    return text('never read');
  });

  server.registerTool('fail', { description: 'Fails', inputSchema: z.object({}) },
    () => ({ ...text('it failed'), isError: true }));

  server.registerPrompt('greet', {
    description: 'Greets', argsSchema: z.object({ name: z.string() }),
  }, ({ name }) => (
    { messages: [{ role: 'user', content: { type: 'text', text: `Hello ${name}` } }] }));

  server.registerResource('note', 'note://one', { mimeType: 'text/plain' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'a note' }] }));
  return server;
}

const bothEras = process.argv.includes('serve');
if (process.argv.includes('http')) {
  serveFetch(createMcpHandler(create, { legacy: bothEras ? 'stateless' : 'reject' }).fetch);
} else {
  serveStdio(create, { legacy: bothEras ? 'serve' : 'reject' });
}
