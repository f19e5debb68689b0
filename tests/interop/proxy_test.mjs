// mcp-client proxy between the official clients and servers of the official packages, in both eras.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import {
  connectCommand, connectTo, deadline, httpClients, mcpClient, nodeServer, start, startHttp,
  stdioClients, workspace,
} from './support.mjs';

const modern = nodeServer('./modern_server.mjs');
const everything = nodeServer('server-everything', 'stdio');
const clients = [...stdioClients, ...httpClients.filter(({ listener }) => listener === 'beast')];
const parallel = { concurrency: 3 };
const long = 'trigger-long-running-operation';

/** Connects a client to a proxy; `words` say which servers are behind it. */
async function connectThrough(t, kind, words, host) {
  if (!kind.listener) return connectCommand(t, kind, [mcpClient, 'proxy', ...words], host);
  const program = start(t, mcpClient, ['proxy', '--listen', '0', ...words]);
  const [, url] = await program.said(/listening on (http:\S+)\n/);
  return connectTo(t, kind, url, host);
}

for (const kind of clients) {
  describe(`${kind.name}, mcp-client proxy and a server of package 2.x`, parallel, () => {
    const through = (t, host) => connectThrough(t, kind, ['--', ...modern], host);

    it('shows and calls tools', deadline, async (t) => {
      const { client, call, version, errors } = await through(t);
      assert.equal(version(), kind.version);
      assert.equal(client.getInstructions(), 'Made for tests.');
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map(({ name }) => name), ['add', 'query', 'deploy', 'wait', 'fail']);
      const sum = await call({ name: 'add', arguments: { a: 2, b: 3 } });
      assert.deepEqual(sum.structuredContent, { sum: 5 });
      const asked = await call({ name: 'query', arguments: { region: 'north' } });
      assert.equal(asked.content[0].text, 'asked in north');
      assert.equal((await call({ name: 'fail', arguments: {} })).isError, true);
      assert.deepEqual(errors, []);
    });

    it('reads resources and prompts', deadline, async (t) => {
      const { client } = await through(t);
      const { contents } = await client.readResource({ uri: 'note://one' });
      assert.equal(contents[0].text, 'a note');
      const { messages } = await client.getPrompt({ name: 'greet', arguments: { name: 'Bo' } });
      assert.equal(messages[0].content.text, 'Hello Bo');
    });

    it('carries an elicitation', deadline, async (t) => {
      const asked = [];
      const answer = { action: 'accept', content: { confirm: true, reason: 'tested' } };
      const { call } = await through(t, {
        capabilities: { elicitation: {} },
        answers: { 'elicitation/create': ({ params }) => (asked.push(params), answer) },
      });
      const result = await call({ name: 'deploy', arguments: { target: 'prod' } });
      assert.match(result.content[0].text, /^deployed to prod: .*"reason":"tested"/);
      assert.equal(asked[0].message, 'Deploy to prod?');
    });

    it('carries progress and a cancellation', deadline, async (t) => {
      const { call, client } = await through(t);
      const stop = new AbortController();
      const told = [];
      const waiting = call({ name: 'wait', arguments: {} }, {
        signal: stop.signal,
        onprogress: (progress) => (told.push(progress), stop.abort()),
      });
      await assert.rejects(waiting);
      assert.equal(told[0].message, 'waiting');
      assert.equal((await client.listTools()).tools.length, 5);
    });
  });

  describe(`${kind.name}, mcp-client proxy and server-everything`, parallel, () => {
    const through = (t, host) => connectThrough(t, kind, ['--', ...everything], host);

    it('shows and calls tools, resources and prompts', deadline, async (t) => {
      const { client, call } = await through(t);
      const said = await call({ name: 'echo', arguments: { message: 'hi' } });
      assert.equal(said.content[0].text, 'Echo: hi');
      const { contents } = await client.readResource({ uri: 'demo://resource/dynamic/text/1' });
      assert.match(contents[0].text, /^Resource 1: /);
      const { messages } = await client.getPrompt({ name: 'simple-prompt' });
      assert.equal(messages[0].role, 'user');
    });

    it('carries progress', deadline, async (t) => {
      const { call } = await through(t);
      const told = [];
      const result = await call(
        { name: long, arguments: { duration: 0.2, steps: 2 } },
        { onprogress: ({ progress }) => told.push(progress) });
      assert.match(result.content[0].text, /completed/);
      // The client drops a notification that it reads together with the response after it.
      assert.deepEqual(told, [1, 2].slice(0, Math.max(told.length, 1)));
    });

    it('passes on the error of the server', deadline, async (t) => {
      const { client } = await through(t);
      await assert.rejects(client.readResource({ uri: 'demo://resource/nonesuch' }), /not found/);
    });
  });
}

describe('mcp-client proxy in a configuration of Claude Desktop', () => {
  it('reaches an HTTP server, and several servers', deadline, async (t) => {
    const { url } = await startHttp(t, './modern_server.mjs', 'http', 'serve');
    const file = join(workspace(t), 'claude_desktop_config.json');
    const [command, ...args] = everything;
    writeFileSync(file, JSON.stringify({
      mcpServers: { remote: { url }, everything: { command, args } },
    }));
    const kind = stdioClients[0];
    const one = await connectCommand(t, kind, [mcpClient, 'proxy', '--url', url]);
    const sum = await one.call({ name: 'add', arguments: { a: 2, b: 3 } });
    assert.equal(sum.content[0].text, '5');
    const both = await connectCommand(t, kind, [mcpClient, 'proxy', '--config', file]);
    const names = (await both.client.listTools()).tools.map(({ name }) => name);
    assert.ok(names.includes('remote__add') && names.includes('everything__echo'), names.join());
    const said = await both.call({ name: 'everything__echo', arguments: { message: 'hi' } });
    assert.equal(said.content[0].text, 'Echo: hi');
  });
});

describe('mcp-client proxy and a server that demands OAuth', parallel, () => {
  for (const kind of httpClients.filter(({ listener }) => listener === 'beast')) {
    it(`logs in for ${kind.name}`, deadline, async (t) => {
      const { url } = await startHttp(t, './oauth_server.mjs');
      const program = start(t, 'env', [
        `XDG_STATE_HOME=${workspace(t)}`, mcpClient, 'proxy', '--listen', '0', '--url', url]);
      const [, own] = await program.said(/listening on (http:\S+)\n/);
      const connecting = connectTo(t, kind, own);
      const [, login] = await program.said(
        /requires a login\. .*\nmcp-client: (http\S+)\n/);
      const page = await fetch(login);
      assert.equal(page.status, 200);
      const { call } = await connecting;
      const result = await call({ name: 'who', arguments: {} });
      assert.match(result.content[0].text, /^client \S+$/);
    });
  }
});

for (const kind of clients) {
  describe(`${kind.name}, which knows no tasks, mcp-client proxy and a server with tasks`, parallel, () => {
    it('gets the results of tasks, and answers their questions', deadline, async (t) => {
      const { call } = await connectThrough(t, kind, ['--', ...nodeServer('./task_server.mjs'), 'one'], {
        capabilities: { elicitation: {} },
        answers: { 'elicitation/create': () => ({ action: 'accept', content: { name: 'Ada' } }) },
      });
      assert.equal((await call({ name: 'slow', arguments: {} })).content[0].text, 'one');
      assert.equal((await call({ name: 'greet', arguments: {} })).content[0].text, 'Hello, Ada!');
    });

    it('cancels a task with its call', deadline, async (t) => {
      const { call } = await connectThrough(t, kind, ['--', ...nodeServer('./task_server.mjs'), 'one']);
      const become = async (wanted) => {
        let said;
        do said = (await call({ name: 'statuses', arguments: {} })).content[0].text; while (said !== wanted);
      };
      const stop = new AbortController();
      const waiting = assert.rejects(call({ name: 'never', arguments: {} }, { signal: stop.signal }));
      await become('working');
      stop.abort();
      await waiting;
      await become('cancelled');
    });
  });
}

describe('mcp-client proxy and servers with tasks', parallel, () => {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {
      extensions: { 'io.modelcontextprotocol/tasks': {} },
    },
  };

  /** Starts a proxy; the result sends a request and resolves with its result. */
  function requests(t, words) {
    const program = start(t, mcpClient, ['proxy', ...words]);
    let last = 0;
    return async (method, params = {}) => {
      const id = ++last;
      const request = { jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } };
      program.child.stdin.write(`${JSON.stringify(request)}\n`);
      const [line] = await program.said(new RegExp(`^.*"id":${id}[,}].*$`, 'm'));
      return JSON.parse(line).result;
    };
  }
  const [node, script] = nodeServer('./task_server.mjs');

  it('passes tasks on', deadline, async (t) => {
    const request = requests(t, ['--', node, script, 'one']);
    const { capabilities } = await request('server/discover');
    assert.ok(capabilities.extensions['io.modelcontextprotocol/tasks']);
    const created = await request('tools/call', { name: 'slow', arguments: {} });
    assert.equal(created.resultType, 'task');
    const { taskId } = created;
    assert.equal((await request('tasks/get', { taskId })).result.content[0].text, 'one');
    await request('tasks/cancel', { taskId });
    assert.equal((await request('tasks/get', { taskId })).status, 'cancelled');
  });

  it('asks the server that runs the task', deadline, async (t) => {
    const server = (name) => ['--upstream', `${name}=${node} ${script} ${name}`];
    const request = requests(t, [...server('a'), ...server('b')]);
    const { taskId } = await request('tools/call', { name: 'b__slow', arguments: {} });
    const { result } = await request('tasks/get', { taskId });
    assert.equal(result.content[0].text, 'b');
  });
});
