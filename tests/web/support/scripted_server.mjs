// An MCP server whose tools are what a file says: scripted_server.mjs FILE, over standard input and
// output. FILE is a list of {tool, progress, pause, result}: the definition, the notifications while
// it runs (each the parameters of one) with so many milliseconds before each, and what it answers.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const tools = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function call({ name, _meta }) {
  const { progress = [], pause: before = 0, result } =
    tools.find(({ tool }) => tool.name === name);
  const progressToken = _meta?.progressToken;
  for (const params of progress) {
    await pause(before);
    send({ method: 'notifications/progress', params: { progressToken, ...params } });
  }
  return result;
}

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: tools.map(({ tool }) => tool) }),
  'tools/call': call,
  ping: () => ({}),
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method in methods) return send({ id, result: await methods[method](params ?? {}) });
  send({ id, error: { code: -32601, message: `no method ${method}` } });
});
