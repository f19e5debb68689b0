// mcp-client over the deprecated HTTP+SSE transport: against server-everything, and a server of the
// official 1.x package.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { check, cliTo, deadline, mcpClient, start, startEverything, startHttp } from './support.mjs';

const parallel = { concurrency: 4 };
const long = 'trigger-long-running-operation';

describe('mcp-client and server-everything over HTTP+SSE', () => {
  it('does what it does over stdio', { timeout: 60_000 }, async (t) => {
    const { url, run } = await startEverything(t, 'sse', /Server is running on port/, '/sse');
    const cases = [
      { options: ['info'], match: /^mcp-servers\/everything \S+, MCP 2025-11-25$/m },
      { options: ['--transport', 'sse', 'info'], match: /, MCP 2025-11-25$/m },
      { options: ['--era', 'legacy', 'info'], match: /, MCP 2025-11-25$/m },
      {
        options: ['--transport', 'http', '--era', 'legacy', 'info'], exit: 1,
        complaint: /^mcp-client: The server responded with HTTP 404/m,
      },
      { options: ['--era', 'modern', 'info'], exit: 1, complaint: /^mcp-client: ./m },
      { options: ['tools'], match: /^echo message$/m },
      { options: ['call', 'echo', 'message=\u017c\u{1f680}'], match: /^Echo: \u017c\u{1f680}$/mu },
      { options: ['call', 'get-sum', 'a:=2', 'b:=3'], match: /is 5\.$/m },
      { options: ['call', 'nonesuch', '--args', '{}'], exit: 1, match: /nonesuch not found/ },
      { options: ['read', 'demo://resource/dynamic/text/1'], match: /^Resource 1: / },
      { options: ['prompt', 'args-prompt', 'city=Paris'], match: /^user: .*Paris/ },
      { options: ['--client-root', '/tmp', 'call', 'get-roots-list'], match: /file:\/\/\/tmp/ },
      {
        options: ['call', long, 'duration:=0.2', 'steps:=4'], match: /completed/,
        complaint: /1\/4[^]*4\/4/,
      },
      {
        options: ['--timeout', '1', 'call', long, 'duration:=10', 'steps:=1'], exit: 1,
        complaint: /^mcp-client: No response to tools\/call within 1000 ms$/m,
      },
    ];
    for (const { options, ...expected } of cases) {
      await t.test(options.join(' '), deadline, async () => {
        check(await cliTo(t, options, url), expected);
      });
    }
    await run.said(/Client Disconnected/);
  });
});

describe('mcp-client and a 1.x server over HTTP+SSE', parallel, () => {
  const cases = [
    { options: ['info'], match: /^official-sse 1\.0\.0, MCP 2025-11-25$/m, said: /stream closed/ },
    {
      options: ['--transport', 'sse', 'info'], match: /^official-sse/,
      said: /^listening on \d+\nGET \/sse\nPOST \/message\n/,
    },
    { options: ['call', 'add', 'a:=2', 'b:=3'], match: /^5$/m },
    { options: ['--client-root', '/tmp', 'call', 'roots'], match: /file:\/\/\/tmp/ },
    { options: ['call', 'hangUp'], exit: 1, complaint: /its event stream ended/ },
  ];
  for (const { options, said = /^/, ...expected } of cases) {
    it(options.join(' '), deadline, async (t) => {
      const { url, run } = await startHttp(t, './sse_server.mjs');
      check(await cliTo(t, options, url.replace('/mcp', '/sse')), expected);
      await run.said(said);
    });
  }

  it('is not found where no server is', deadline, async (t) => {
    const { url } = await startHttp(t, './sse_server.mjs');
    check(await cliTo(t, ['info'], url), {
      exit: 1, complaint: /HTTP 404: not here; nor is it an HTTP\+SSE server: .* HTTP 404;/m,
    });
  });

  it('cancels on SIGINT', deadline, async (t) => {
    const { url, run } = await startHttp(t, './sse_server.mjs');
    const call = start(t, mcpClient, ['call', 'wait', '--url', url.replace('/mcp', '/sse')]);
    await call.said(/1\/2/);
    call.child.kill('SIGINT');
    await call.exited;
    assert.equal(call.exit, 130);
    await run.said(/cancelled/);
    await run.said(/stream closed/);
  });
});
