// mcp-client against modern_server.mjs, a server made with the official 2.x package.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { cli, cliJson, deadline, mcpClient, nodeServer, start } from './support.mjs';

const modern = nodeServer('./modern_server.mjs');
const bothEras = nodeServer('./modern_server.mjs', 'serve');
const parallel = { concurrency: 4 };

describe('mcp-client and a 2.x server', parallel, () => {
  const cases = [
    { options: ['info'], match: /^official-v2 1\.0\.0, MCP 2026-07-28$/m },
    { options: ['--era', 'modern', 'info'], match: /, MCP 2026-07-28$/m },
    {
      options: ['--era', 'legacy', 'info'], exit: 1,
      complaint: /^mcp-client: Unsupported protocol version/m,
    },
    { options: ['info'], server: bothEras, match: /, MCP 2026-07-28$/m },
    { options: ['--era', 'legacy', 'info'], server: bothEras, match: /, MCP 2025-11-25$/m },
    { options: ['tools'], match: /^add a b\n {4}Adds two numbers$/m },
    { options: ['call', 'add', 'a:=2', 'b:=3'], match: /^5$/m },
    { options: ['prompts'], match: /^greet name$/m },
    { options: ['prompt', 'greet', 'name=Bo'], match: /^user: Hello Bo$/m },
    { options: ['resources'], match: /^note:\/\/one  note  text\/plain$/m },
    { options: ['read', 'note://one'], match: /^a note$/m },
    { options: ['call', 'fail'], exit: 1, match: /^it failed$/m },
    { options: ['call', 'nonesuch'], exit: 1, complaint: /nonesuch not found/ },
    { options: ['read', 'note://nonesuch'], exit: 1, complaint: /not found/ },
    { options: ['prompt', 'greet'], exit: 1, complaint: /name/ },
    { options: ['call', 'deploy', 'target=prod'], exit: 1, complaint: /capabilit/ },
  ];
  for (const { options, server = modern, exit = 0, match = /^/, complaint = /^/ } of cases) {
    it(`${options.join(' ')}${server === bothEras ? ' (both eras)' : ''}`, deadline, async (t) => {
      const run = await cli(t, options, server);
      assert.equal(run.exit, exit, run.stderr);
      assert.match(run.stdout, match);
      assert.match(run.stderr, complaint);
    });
  }

  it('prints structured content as JSON', deadline, async (t) => {
    const result = await cliJson(t, ['call', 'add', 'a:=2', 'b:=3'], modern);
    assert.deepEqual(result.structuredContent, { sum: 5 });
    const { contents } = await cliJson(t, ['read', 'note://one'], modern);
    assert.equal(contents[0].text, 'a note');
  });
});

describe('mcp-client in a terminal, asked by a 2.x server', parallel, () => {
  const dialogues = [
    {
      name: 'accepts', exit: 0, said: /deployed to prod: \{"confirm":true,"reason":"tested"\}/,
      turns: [[/\[boolean\] $/, 'y'], [/\[string\] $/, 'tested'], [/\[c\]ancel: $/, 'y']],
    },
    {
      name: 'declines', exit: 1, said: /not deployed: decline/,
      turns: [[/\[boolean\] $/, '!decline']],
    },
    {
      name: 'cancels', exit: 1, said: /not deployed: cancel/,
      turns: [[/\[boolean\] $/, 'n'], [/\[string\] $/, '!cancel']],
    },
  ];
  for (const [era, server] of [['modern', modern], ['legacy', bothEras]]) {
    for (const { name, exit, said, turns } of dialogues) {
      it(`${name}, ${era}`, deadline, async (t) => {
        const command = [mcpClient, '--era', era === 'modern' ? 'auto' : era,
          'call', 'deploy', 'target=prod', '--', ...server];
        const run = start(t, 'script', ['-qec', command.join(' '), '/dev/null']);
        for (const [question, answer] of turns) {
          await run.said(question);
          run.child.stdin.write(`${answer}\n`);
        }
        await run.ended;
        assert.match(run.stdout, /Deploy to prod\?/);
        assert.match(run.stdout, said);
        assert.equal(run.exit, exit);
      });
    }
  }
});

describe('mcp-client and a call of a 2.x server that is too long', parallel, () => {
  const second = 1_000; // this server exits at once when its input closes

  it('cancels it after --timeout', deadline, async (t) => {
    const run = start(t, mcpClient, ['--timeout', '4', 'call', 'wait', '--', ...modern]);
    await run.said(/No response to tools\/call within 4000 ms/);
    const before = performance.now();
    await run.ended;
    assert.equal(run.exit, 1);
    assert.ok(performance.now() - before < second);
    assert.match(run.stderr, /^cancelled: /m);
  });

  it('ends it on SIGINT', deadline, async (t) => {
    const run = start(t, mcpClient, ['call', 'wait', '--', ...modern]);
    await run.said(/waiting/);
    const before = performance.now();
    run.child.kill('SIGINT');
    await run.ended; // all streams are closed, so the server, which shares standard error, has exited
    assert.equal(run.exit, 130);
    assert.ok(performance.now() - before < second);
    assert.match(run.stderr, /^cancelled: /m);
  });
});
