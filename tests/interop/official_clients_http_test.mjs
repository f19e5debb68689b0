// The official clients against our programs, features of HTTP only: sessions and their streams, lost
// connections, several clients of one server, tokens, origins, shutdown of the server.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import {
  connectTo, deadline, httpClients, listeners, relay, serve, serveConformance,
  workspace,
} from './support.mjs';

const legacyClients = httpClients.filter(({ era }) => era === 'legacy');
const modernClients = httpClients.filter(({ era }) => era === 'modern');

const isGet = ({ method }) => method === 'GET';
const returns = ({ method, headers }) => method === 'GET' && headers.has('last-event-id');
const write = (path, content) => ({ name: 'write_file', arguments: { path, content } });
const listing = { name: 'list_directory', arguments: { path: '.' } };
const changeTools = { name: 'test_trigger_tool_change', arguments: {} };
const listChanged = 'notifications/tools/list_changed';

for (const kind of legacyClients) {
  describe(`${kind.name}: the session`, () => {
    it('has an id and a stream of its own until the client ends it', deadline, async (t) => {
      const { url } = await serve(t, kind.listener, ['--root', workspace(t)]);
      const { answered, call, errors, exchanges, transport } = await connectTo(t, kind, url);
      const session = transport.sessionId;
      assert.match(session, /^[!-~]{16,}$/);
      const { response, headers } = await answered(isGet);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'text/event-stream');
      assert.equal(headers.get('mcp-session-id'), session);
      assert.ok(!(await call(listing)).isError);
      assert.equal(exchanges.at(-1).headers.get('mcp-protocol-version'), kind.version);
      assert.deepEqual(errors, []);

      await transport.terminateSession();
      assert.equal((await answered(({ method }) => method === 'DELETE')).status, 200);
      assert.equal(transport.sessionId, undefined);
      assert.equal((await post(url, { 'Mcp-Session-Id': session })).status, 404);
      await assert.rejects(call(listing), /Mcp-Session-Id/);
    });

    it('hears on its stream what another client has changed', deadline, async (t) => {
      const { url } = await serveConformance(t, kind.listener);
      const { answered, errors, heard } = await connectTo(t, kind, url);
      await answered(isGet);
      const other = await connectTo(t, clientOf(kind, 'modern'), url);
      assert.ok(!(await other.call(changeTools)).isError);
      await heard(listChanged);
      assert.deepEqual(errors, []);
    });

    it('comes back to its stream when that is lost', deadline, async (t) => {
      const { url } = await serveConformance(t, kind.listener);
      const way = await relay(t, url);
      const { answered, call, heard } = await connectTo(t, kind, way.url);
      const first = await answered(isGet);
      way.cut();
      const second = await answered((exchange) => isGet(exchange) && exchange !== first);
      assert.equal(second.status, 200);
      assert.ok(!(await call(changeTools)).isError);
      await heard(listChanged);
    });

    it('hears what it has missed meanwhile', deadline, async (t) => {
      const { url } = await serveConformance(t, kind.listener);
      const way = await relay(t, url);
      const { answered, heard } = await connectTo(t, kind, way.url);
      const first = await answered(isGet);
      const other = await connectTo(t, clientOf(kind, 'modern'), url);
      way.cut();
      assert.ok(!(await other.call(changeTools)).isError);
      const second = await answered((exchange) => isGet(exchange) && exchange !== first);
      assert.ok(second.headers.has('last-event-id'), 'it knows no id to come back with');
      await heard(listChanged);
    });

    it('comes back to a call that waits for its answer', deadline, async (t) => {
      const root = workspace(t);
      const { url } = await serve(t, kind.listener, ['--root', root, '--approve', 'all']);
      const way = await relay(t, url);
      const asked = [];
      const own = []; // ids of the call's events
      const client = await connectTo(t, kind, way.url, askedHost(async ({ params }) => {
        asked.push(params);
        way.cut();
        const again = await client.answered(
          (exchange) => returns(exchange) && own.includes(exchange.headers.get('last-event-id')));
        assert.equal(again.status, 200);
        return { action: 'accept', content: { approve: true } };
      }));
      await client.answered(isGet);
      const result = await client.call(
        write('a', 'text'), { onresumptiontoken: (token) => own.push(token) });
      assert.equal(result.structuredContent.created, true);
      assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'text');
      assert.equal(asked.length, 1);
    });

    it('lets another process of the client fetch the result', deadline, async (t) => {
      const { url } = await serve(t, kind.listener, ['--root', workspace(t)]);
      const first = await connectTo(t, kind, url);
      const tokens = [];
      const options = { onprogress: () => {}, onresumptiontoken: (token) => tokens.push(token) };
      const result = await first.call(write('a', 'text'), options);
      const session = first.transport.sessionId;
      await first.client.close();

      // The client already has a session, so it sends no `initialize` and resumes the stream at once.
      const second = await connectTo(t, kind, url, {}, { sessionId: session });
      const again = await second.call(write('a', 'text'), { resumptionToken: tokens[0] });
      assert.deepEqual(again, result);
      assert.deepEqual(
        second.exchanges.map(({ method, status }) => [method, status]), [['GET', 200]]);
    });

    it('cancels a call that waits for its answer', deadline, async (t) => {
      const root = workspace(t);
      const { url } = await serve(t, kind.listener, ['--root', root, '--approve', 'all']);
      const { call, received, sent } = await cancelWhenAsked(t, kind, url);
      const { id } = sent.find(({ method }) => method === 'tools/call');
      const notice = sent.find(({ method }) => method === 'notifications/cancelled');
      assert.equal(notice.params.requestId, id);
      assert.ok(!(await call(listing)).isError);
      assert.ok(!existsSync(join(root, 'a')));
      assert.ok(!received.some((message) => message.id === id && message.result));
    });

    it('does not come back for ever to a call that it has cancelled', deadline, async (t) => {
      const { url } = await serve(t, kind.listener, ['--root', workspace(t), '--approve', 'all']);
      const { answered } = await cancelWhenAsked(t, kind, url);
      // Both majors reconnect once, because the stream ended without a response; and without a limit
      // whenever they get a stream that ends.
      assert.notEqual((await answered(returns)).status, 200);
    });
  });
}

for (const kind of modernClients) {
  describe(`${kind.name}: no session`, () => {
    it('needs nothing but POSTs, which say what is in them', deadline, async (t) => {
      const { url } = await serve(t, kind.listener, ['--root', workspace(t)]);
      const { call, exchanges, transport } = await connectTo(t, kind, url);
      const { structuredContent } = await call(write('\u017c', 'text'), { onprogress: () => {} });
      assert.equal(structuredContent.created, true);
      assert.equal(transport.sessionId, undefined);
      assert.ok(exchanges.every(({ method, status }) => method === 'POST' && status === 200));
      for (const { headers, response } of exchanges) {
        assert.equal(headers.get('mcp-protocol-version'), kind.version);
        assert.ok(!response.headers.has('mcp-session-id'));
      }
      const { headers, response } = exchanges.at(-1);
      assert.equal(headers.get('mcp-method'), 'tools/call');
      assert.equal(headers.get('mcp-name'), 'write_file');
      assert.equal(response.headers.get('content-type'), 'text/event-stream');
    });

    it('hears by its subscription what another client has changed', deadline, async (t) => {
      const { url } = await serveConformance(t, kind.listener);
      const { client, errors, heard } = await connectTo(t, kind, url);
      const subscription = await client.listen({ toolsListChanged: true });
      const other = await connectTo(t, clientOf(kind, 'legacy'), url);
      assert.ok(!(await other.call(changeTools)).isError);
      await heard(listChanged);
      await subscription.close();
      assert.equal(await subscription.closed, 'local');
      assert.deepEqual(errors, []);
    });

    it('cancels a call by leaving', deadline, async (t) => {
      const root = workspace(t);
      const { url } = await serve(t, kind.listener, ['--root', root]);
      const abort = new AbortController();
      const { call, errors, received, sent } = await connectTo(t, kind, url);
      const cancelled = call(write('a', 'x'.repeat(7_000_000)), { signal: abort.signal });
      setImmediate(() => abort.abort('enough')); // long before the server has read the body
      await assert.rejects(cancelled, /enough/);
      const { id } = sent.find(({ method }) => method === 'tools/call');
      assert.deepEqual((await call(listing)).structuredContent.entries, []);
      assert.ok(!sent.some(({ method }) => method === 'notifications/cancelled'));
      assert.ok(!received.some((message) => message.id === id));
      assert.deepEqual(errors, []);
    });
  });
}

for (const kind of httpClients) {
  describe(`${kind.name}: who may call`, () => {
    const token = 'correct-horse-battery-staple';

    it('needs a token where the server has some', deadline, async (t) => {
      const { program, url } = await serveWithTokens(t, kind, { somebody: token });
      for (const headers of [{}, bearer('another-token-of-some-length'), basic(token)]) {
        const refused = connectTo(t, kind, url, {}, { requestInit: { headers } });
        await assert.rejects(refused, (error) => (assert.match(describeError(error), /401/), true));
      }
      const { call } =
        await connectTo(t, kind, url, {}, { requestInit: { headers: bearer(token) } });
      assert.equal((await call(write('a', 'text'))).structuredContent.created, true);
      assert.ok(!program.stderr.includes(token));
    });

    it('takes the token of an authProvider', deadline, async (t) => {
      const { url } = await serveWithTokens(t, kind, { somebody: token });
      const authProvider = kind.major === 1
        ? { tokens: () => ({ access_token: token, token_type: 'Bearer' }) }
        : { token: async () => token };
      const { call } = await connectTo(t, kind, url, {}, { authProvider });
      assert.ok(!(await call(listing)).isError);
    });

    it('is refused from the page of another site', deadline, async (t) => {
      const { url } = await serve(t, kind.listener,
        ['--root', workspace(t), '--allowed-origin', 'http://localhost:6274']);
      const from = (origin) =>
        connectTo(t, kind, url, {}, { requestInit: { headers: { Origin: origin } } });
      const foreign = ['http://site.example', 'http://localhost.site.example', 'null',
        'http://localhost:6275'];
      for (const origin of foreign) {
        await assert.rejects(
          from(origin), (error) => (assert.match(describeError(error), /403/), true));
      }
      const { call } = await from('http://localhost:6274');
      assert.ok(!(await call(listing)).isError);
    });

    it('is told that a message is too large, and goes on', deadline, async (t) => {
      const root = workspace(t);
      const { url } = await serve(t, kind.listener, ['--root', root, '--max-body', '64kb']);
      const { answered, call } = await connectTo(t, kind, url);
      await assert.rejects(call(write('a', 'x'.repeat(100_000))));
      assert.ok(await answered(({ status }) => status === 413));
      assert.equal((await call(write('a', 'text'))).structuredContent.created, true);
    });
  });
}

for (const kind of legacyClients) {
  describe(`${kind.name}: whose session`, () => {
    it('is nobody else\'s', deadline, async (t) => {
      const tokens = { somebody: 'correct-horse-battery-staple', else: 'staple-horse-correct' };
      const { url } = await serveWithTokens(t, kind, tokens);
      const { transport } =
        await connectTo(t, kind, url, {}, { requestInit: { headers: bearer(tokens.somebody) } });
      const session = { 'Mcp-Session-Id': transport.sessionId };
      assert.equal((await post(url, { ...session, ...bearer(tokens.somebody) })).status, 200);
      assert.equal((await post(url, { ...session, ...bearer(tokens.else) })).status, 404);
      assert.equal((await post(url, session)).status, 401);
    });
  });
}

for (const listener of listeners) {
  describe(`every official client at once, http by ${listener}`, () => {
    const kinds = httpClients.filter((kind) => kind.listener === listener);

    it('is legacy when it is told to be', deadline, async (t) => { // 2.x pins no earlier revision
      const { url } = await serve(t, listener, ['--root', workspace(t)]);
      const { call, era, version } = await connectTo(t, { major: 2, mode: 'legacy' }, url);
      assert.deepEqual([era(), version()], ['legacy', '2025-11-25']);
      assert.equal((await call(write('a', 'text'))).structuredContent.created, true);
    });

    it('hears what it has asked for and nothing else', deadline, async (t) => {
      const root = workspace(t);
      const { url } = await serve(t, listener, ['--root', root]);
      const all = await Promise.all([...kinds, ...kinds].map((kind) => connectTo(t, kind, url)));
      await Promise.all(all.map(async ({ call, received }, number) => {
        const content = `${number}: za\u017c\u00f3\u0142\u0107\n`.repeat(2_000);
        const result = await call(write(`${number}.txt`, content), { onprogress: () => {} });
        assert.equal(result.structuredContent.size, Buffer.byteLength(content));
        assert.equal(readFileSync(join(root, `${number}.txt`), 'utf8'), content);
        const told = received.filter(({ method }) => method === 'notifications/progress');
        assert.equal(told.map(({ params }) => params.message).join(''), content);
      }));
      const sessions = all.map(({ transport }) => transport.sessionId).filter(Boolean);
      assert.equal(new Set(sessions).size, 4);
    });

    it('is let go when the server ends', deadline, async (t) => {
      const { program, url } = await serve(t, listener, ['--root', workspace(t)]);
      const all = await Promise.all(kinds.map((kind) => connectTo(t, kind, url)));
      await Promise.all(all.filter((_, at) => kinds[at].era === 'legacy')
        .map(({ answered }) => answered(isGet)));
      const subscriptions = await Promise.all(all.filter((_, at) => kinds[at].era === 'modern')
        .map(({ client }) => client.listen({ toolsListChanged: true })));
      program.child.kill('SIGTERM');
      await program.ended;
      assert.equal(program.exit, 0, program.stderr);
      for (const { closed } of subscriptions) assert.equal(await closed, 'graceful');
    });
  });
}

/** The first client of that era, with the same listener. */
function clientOf({ listener }, era) {
  return httpClients.find((kind) => kind.listener === listener && kind.era === era);
}

/** A client whose call was cancelled while the server waited for the person's approval. */
async function cancelWhenAsked(t, kind, url) {
  const abort = new AbortController();
  const client = await connectTo(t, kind, url, askedHost(async () => {
    abort.abort('enough');
    // On another connection, the approval could overtake the cancellation.
    await client.answered(({ body }) => body?.includes('notifications/cancelled'));
    return { action: 'accept', content: { approve: true } };
  }));
  await assert.rejects(client.call(write('a', 'text'), { signal: abort.signal }), /enough/);
  await client.answered(({ body }) => body?.includes('notifications/cancelled'));
  return client;
}

/** A client that declares elicitation. */
function askedHost(answer) {
  return { capabilities: { elicitation: {} }, answers: { 'elicitation/create': answer } };
}

async function serveWithTokens(t, { listener }, tokens) {
  const file = join(workspace(t), 'tokens');
  const lines = Object.entries(tokens).map(([name, token]) => `${name}: ${token}\n`);
  writeFileSync(file, `# who may call\n${lines.join('')}`);
  chmodSync(file, 0o600);
  return serve(t, listener, ['--root', workspace(t), '--auth-token-file', file]);
}

function bearer(token) {
  return { Authorization: `Bearer ${token}` };
}

function basic(token) {
  return { Authorization: `Basic ${Buffer.from(`somebody:${token}`).toString('base64')}` };
}

/** A ping that the SDKs would not send. */
function post(url, headers) {
  return fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });
}

/** The text of an SDK's error and of its causes. */
function describeError(error) {
  const own = [error?.message, error?.code, error?.status, error?.data?.status].join(' ');
  return error?.cause ? `${own} ${describeError(error.cause)}` : own;
}
