// A server of 2026-07-28 over stdio whose tools become tasks: the official packages have no tasks yet. `greet` requests
// a name; `statuses` is no task and says how all tasks stand.
import { createInterface } from 'node:readline';

const name = process.argv[2];
const extension = 'io.modelcontextprotocol/tasks';
const tasks = new Map(); // by id: what tasks/get returns
const times = { createdAt: '2026-11-30T10:00:00Z', lastUpdatedAt: '2026-11-30T10:00:00Z', ttlMs: null, pollIntervalMs: 10 };
const text = (said) => ({ content: [{ type: 'text', text: said }] });
const question = {
  method: 'elicitation/create',
  params: {
    message: 'Your name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
};
const first = {
  slow: { status: 'completed', result: text(name) },
  greet: { status: 'input_required', inputRequests: { name: question } },
  never: { status: 'working' },
};

class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

function create(tool, meta) {
  if (!meta['io.modelcontextprotocol/clientCapabilities'].extensions?.[extension]) {
    throw new Failure(-32021, 'This tool runs as a task');
  }
  const taskId = `${name}-${tasks.size + 1}`;
  tasks.set(taskId, { taskId, ...times, ...first[tool] });
  return { resultType: 'task', taskId, status: 'working', ...times };
}

const statuses = () => text([...tasks.values()].map(({ status }) => status).join(' '));

function change(taskId, changes) {
  tasks.set(taskId, { taskId, ...times, ...changes });
  return {};
}

const answers = {
  'server/discover': () => ({
    supportedVersions: ['2026-07-28'], capabilities: { tools: {}, extensions: { [extension]: {} } },
  }),
  'tools/list': () => ({
    tools: [...Object.keys(first), 'statuses'].map((tool) => ({ name: tool, inputSchema: { type: 'object' } })),
  }),
  'tools/call': ({ name: tool, _meta }) => (tool === 'statuses' ? statuses() : create(tool, _meta)),
  'tasks/get': ({ taskId }) => tasks.get(taskId),
  'tasks/update': ({ taskId, inputResponses }) => change(taskId, {
    status: 'completed', result: text(`Hello, ${inputResponses.name.content.name}!`),
  }),
  'tasks/cancel': ({ taskId }) => change(taskId, { status: 'cancelled' }),
};

function answer(method, params) {
  try {
    return { result: { resultType: 'complete', ...answers[method](params) } };
  } catch (error) {
    return { error: { code: error.code ?? -32603, message: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer(method, params) })}\n`);
}
