// The official inspector's page calls mcp-server from its own origin, directly: the browser sends preflight requests
// first, and lets the page read only what CORS allows.
import assert from 'node:assert/strict';

import { eventually } from '../../web/support/eventually.mjs';
import { play } from './stage.mjs';

const token = 'the-token-of-the-page';
const tokens = `page: ${token}\n`;
const fileText = 'A text that only the file has.';
const files = { 'note.txt': fileText };

const isPreflight = ({ method }) => method === 'OPTIONS';
const isComplete = ({ status, sent }) => status !== undefined && sent !== undefined;

function checkPreflights(preflights, { origin, authorization }) {
  assert.ok(preflights.length > 0, 'the browser sends preflight requests');
  for (const { status, sent, received } of preflights) {
    assert.equal(status, 204);
    assert.equal(sent.authorization, undefined);
    assert.equal(received['access-control-allow-origin'], origin);
  }
  const lists = preflights.map(({ received }) => received['access-control-allow-headers'].toLowerCase());
  const allowed = lists.flatMap((list) => list.split(/, */));
  const needed = ['content-type', 'mcp-protocol-version', 'mcp-session-id', ...authorization ? ['authorization'] : []];
  assert.deepEqual(needed.filter((name) => !allowed.includes(name)), []);
}

function checkRequests(requests, { origin, authorization }) {
  for (const { method, status, sent, refused } of requests) {
    assert.ok(status >= 200 && status < 300, `${method} ${status}`);
    assert.equal(refused, undefined);
    assert.equal(sent.origin, origin);
    assert.equal(sent.authorization, authorization);
  }
  // The page knows its session only because it may read this header of the first response.
  const [first, ...others] = requests;
  const session = first.received['mcp-session-id'];
  assert.ok(session);
  for (const { sent } of others) {
    assert.equal(sent['mcp-session-id'], session);
    assert.ok(sent['mcp-protocol-version']);
  }
  assert.deepEqual([...new Set(requests.map(({ method }) => method))].sort(), ['DELETE', 'GET', 'POST']);
}

/** Lists the tools, calls one, disconnects, and checks what went over the network. */
async function useServer({ inspector, traffic }, { origin, url, authorization }) {
  await inspector.connect();
  await inspector.showsConnected();
  await inspector.showsServer('mcp-server');
  await inspector.listTools();
  for (const title of ['Write a file', 'Read a file', 'List a directory']) await inspector.showsTool(title);
  await inspector.callTool('Read a file', { path: 'note.txt' });
  await inspector.showsResult(fileText);

  const all = () => traffic.to(url);
  const completed = (wanted) => eventually(() => `all responses, one of them to a ${wanted}: ${JSON.stringify(all())}`,
    () => all().some(({ method }) => method === wanted) && all().every(isComplete));
  await completed('GET');
  await inspector.disconnect();
  await completed('DELETE');
  checkPreflights(all().filter(isPreflight), { origin, authorization });
  checkRequests(all().filter((each) => !isPreflight(each)), { origin, authorization });
}

for (const listener of ['beast', 'httplib']) {
  play(`a page of an allowed origin calls a tool (${listener})`, async (stage) => {
    const origin = await stage.servePage();
    const url = await stage.serve(['--listener', listener, '--allowed-origin', origin], { files });
    await useServer(await stage.open(origin, url), { origin, url });
  });

  play(`a page of an allowed origin calls a tool with a token (${listener})`, async (stage) => {
    const origin = await stage.servePage();
    const url = await stage.serve(['--listener', listener, '--allowed-origin', origin], { files, tokens });
    const opened = await stage.open(origin, url);
    await opened.inspector.authenticate(token);
    await useServer(opened, { origin, url, authorization: `Bearer ${token}` });
  });
}

// After a 401 the page looks for an authorization server, and reports that there is none in several ways.
const noAuthorizationServer = [/^request to .*\/(\.well-known\/[\w/-]+|register)$/, /^console: /];

play('the server rejects a wrong token, but not the preflight request before it', async (stage) => {
  const origin = await stage.servePage();
  const url = await stage.serve(['--allowed-origin', origin], { tokens });
  const { inspector, traffic } = await stage.open(origin, url, noAuthorizationServer);
  await inspector.authenticate('not-the-token-of-the-page');
  await inspector.connect();
  await eventually(() => `the rejection in ${stage.responses}`, () => stage.responses.length >= 2);
  const call = () => traffic.to(url).find(({ method, status }) => method === 'POST' && status);
  await eventually('the response in the browser', call);
  assert.equal(call().refused, undefined, 'the page may read the response');
  assert.deepEqual(stage.responses, ['OPTIONS 204', 'POST 401']);
});

const failedFetch = /^console: (Access to fetch at .* blocked by CORS|Failed to |TypeError: Failed to fetch)/;

play('a page of another origin cannot connect', async (stage) => {
  const [allowed, other] = [await stage.servePage(), await stage.servePage()];
  const url = await stage.serve(['--allowed-origin', allowed], { files });
  const { inspector, traffic } = await stage.open(other, url, [failedFetch]);
  await inspector.connect();
  await inspector.showsConnectionError();
  await eventually('the rejection', () => stage.responses.length > 0);
  assert.deepEqual(stage.responses, ['OPTIONS 403']);
  const call = () => traffic.to(url).find(({ refused }) => refused);
  await eventually('the refusal of the browser', call);
  assert.deepEqual([call().method, call().refused], ['POST', 'PreflightMissingAllowOriginHeader']);

  await useServer(await stage.open(allowed, url), { origin: allowed, url });
});
