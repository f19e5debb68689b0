// A server built with the official 1.x package, over HTTP, that demands OAuth: its authorization server is
// that of the package's examples, where the login page redirects at once.
import { once } from 'node:events';

import { DemoInMemoryAuthProvider } from '@modelcontextprotocol/sdk/examples/server/demoInMemoryOAuthProvider.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { getOAuthProtectedResourceMetadataUrl, mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';

const app = express();
const listening = app.listen(0, '127.0.0.1');
await once(listening, 'listening');
const origin = new URL(`http://127.0.0.1:${listening.address().port}`);
const url = new URL('/mcp', origin);
const provider = new DemoInMemoryAuthProvider();

app.use(mcpAuthRouter({
  provider, issuerUrl: origin, resourceServerUrl: url, scopesSupported: ['mcp:tools'],
}));
app.use(express.json());
const guard = requireBearerAuth({
  verifier: provider, resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
});
app.post('/mcp', guard, async (request, response) => {
  const server = new McpServer({ name: 'official-oauth', version: '1.0.0' });
  server.registerTool('who', {}, ({ authInfo }) => (
    { content: [{ type: 'text', text: `client ${authInfo.clientId}` }] }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
app.all('/mcp', guard, (_, response) => response.status(405).end());
process.stdout.write(`listening on ${listening.address().port}\n`);
