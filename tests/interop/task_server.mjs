// A server of 2026-07-28 over stdio whose only tool becomes a task: the official packages have no tasks yet.
import { createInterface } from 'node:readline';

const name = process.argv[2];
const done = new Set();
const answers = {
  'server/discover': () => ({
    supportedVersions: ['2026-07-28'], capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
  }),
  'tools/list': () => ({ tools: [{ name: 'slow', inputSchema: { type: 'object' } }] }),
  'tools/call': () => ({
    resultType: 'task', task: { taskId: `${name}-1`, status: 'working', createdAt: '', lastUpdatedAt: '', ttlMs: null },
  }),
  'tasks/get': ({ taskId }) => ({
    taskId, status: done.has(taskId) ? 'cancelled' : 'completed', result: { content: [{ type: 'text', text: name }] },
  }),
  'tasks/cancel': ({ taskId }) => (done.add(taskId), {}),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) {
    const result = { resultType: 'complete', ...answers[method](params) };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
  }
}
