// mcp-client over HTTP: against server-everything, and servers of both majors of the packages.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { check, cliTo, deadline, mcpClient, start, startEverything, startHttp } from './support.mjs';

const parallel = { concurrency: 4 };
const long = 'trigger-long-running-operation';

describe('mcp-client and server-everything over HTTP', () => {
  it('does what it does over stdio', { timeout: 60_000 }, async (t) => {
    const { url, run } = await startEverything(t, 'streamableHttp', /listening on port/, '/mcp');
    const cases = [
      { options: ['info'], match: /^mcp-servers\/everything \S+, MCP 2025-11-25$/m },
      { options: ['--era', 'legacy', 'info'], match: /, MCP 2025-11-25$/m },
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
    assert.match(run.stdout, /Establishing new SSE stream/);
    assert.match(run.stdout, /Received session termination request/);
  });
});

describe('mcp-client and a 1.x server over HTTP', parallel, () => {
  const cases = [
    { options: ['info'], match: /^official-v1 1\.0\.0, MCP 2025-11-25$/m, said: /session ends/ },
    { options: ['call', 'add', 'a:=2', 'b:=3'], match: /^5$/m },
    { options: ['--client-root', '/tmp', 'call', 'roots'], match: /file:\/\/\/tmp/ },
    { options: ['call', 'breakOff'], match: /^after the break$/m, said: /broken off\ncontinued/ },
  ];
  for (const { options, said = /^/, ...expected } of cases) {
    it(options.join(' '), deadline, async (t) => {
      const { url, run } = await startHttp(t, './legacy_server.mjs');
      check(await cliTo(t, options, url), expected);
      await run.said(said);
    });
  }

  it('cancels on SIGINT', deadline, async (t) => {
    const { url, run } = await startHttp(t, './legacy_server.mjs');
    const call = start(t, mcpClient, ['call', 'wait', '--url', url]);
    await call.said(/1\/2/);
    call.child.kill('SIGINT');
    await call.exited;
    assert.equal(call.exit, 130);
    await run.said(/cancelled/);
    await run.said(/session ends/);
  });
});

describe('mcp-client and a 2.x server over HTTP', parallel, () => {
  const cases = [
    { options: ['info'], match: /^official-v2 1\.0\.0, MCP 2026-07-28$/m },
    { options: ['--era', 'modern', 'info'], match: /, MCP 2026-07-28$/m },
    { options: ['--era', 'legacy', 'info'], exit: 1, complaint: /^mcp-client: ./m },
    { options: ['info'], both: true, match: /, MCP 2026-07-28$/m },
    { options: ['--era', 'legacy', 'info'], both: true, match: /, MCP 2025-11-25$/m },
    { options: ['--era', 'legacy', 'call', 'add', 'a:=2', 'b:=3'], both: true, match: /^5$/m },
    { options: ['tools'], match: /^add a b\n {4}Adds two numbers$/m },
    { options: ['call', 'add', 'a:=2', 'b:=3'], match: /^5$/m },
    { options: ['call', 'query', 'region=\u017c'], match: /^asked in \u017c$/m },
    { options: ['call', 'query', '--args', '{"region":"eu"}'], match: /^asked in eu$/m },
    { options: ['prompt', 'greet', 'name=Bo'], match: /^user: Hello Bo$/m },
    { options: ['read', 'note://one'], match: /^a note$/m },
    { options: ['call', 'fail'], exit: 1, match: /^it failed$/m },
    { options: ['call', 'nonesuch', '--args', '{}'], exit: 1, complaint: /nonesuch not found/ },
    { options: ['call', 'deploy', 'target=prod'], exit: 1, complaint: /capabilit/ },
  ];
  for (const { options, both = false, ...expected } of cases) {
    it(`${options.join(' ')}${both ? ' (both eras)' : ''}`, deadline, async (t) => {
      const { url } = await startHttp(t, './modern_server.mjs', 'http', ...(both ? ['serve'] : []));
      check(await cliTo(t, options, url), expected);
    });
  }

  it('cancels on SIGINT', deadline, async (t) => {
    const { url, run } = await startHttp(t, './modern_server.mjs', 'http');
    const call = start(t, mcpClient, ['call', 'wait', '--url', url]);
    await call.said(/waiting/);
    call.child.kill('SIGINT');
    await call.exited;
    assert.equal(call.exit, 130);
    await run.said(/cancelled/);
  });
});
