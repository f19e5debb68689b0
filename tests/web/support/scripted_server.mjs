// An MCP server over stdio whose tools are defined by a file: scripted_server.mjs FILE. FILE is a list of
// {tool, asks, progress, pause, result}: the definition; the parameters of its elicitations, in order;
// those of its progress notifications, with `pause` milliseconds before each; and its result, to which the
// user's answers are added.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const tools = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const asked = new Map();

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function ask(params) {
  const id = `question-${asked.size + 1}`;
  send({ id, method: 'elicitation/create', params });
  return new Promise((resolve) => asked.set(id, resolve));
}

async function call({ name, _meta }) {
  const { asks = [], progress = [], pause: before = 0, result } =
    tools.find(({ tool }) => tool.name === name);
  const answers = [];
  for (const params of asks) answers.push(await ask(params));
  for (const params of progress) {
    await pause(before);
    const progressToken = _meta?.progressToken;
    send({ method: 'notifications/progress', params: { progressToken, ...params } });
  }
  const told = answers.map((answer) => ({ type: 'text', text: JSON.stringify(answer) }));
  return { ...result, content: [...result.content, ...told] };
}

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: tools.map(({ tool }) => tool) }),
  'tools/call': call,
  ping: () => ({}),
};

async function answer({ id, method, params = {}, result, error }) {
  if (method === undefined) return asked.get(id)?.(result ?? error);
  if (id === undefined) return;
  if (method in methods) return send({ id, result: await methods[method](params) });
  send({ id, error: { code: -32601, message: `no method ${method}` } });
}

createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)));
