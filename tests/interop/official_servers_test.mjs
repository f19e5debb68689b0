// mcp-client against the official servers, which are legacy: server-everything, server-filesystem.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';

import {
  cli, cliJson, deadline, mcpClient, nodeServer, processesNaming, start, workspace,
} from './support.mjs';

const everything = nodeServer('server-everything', 'stdio');
const long = 'trigger-long-running-operation';
const parallel = { concurrency: 4 };

describe('mcp-client and server-everything', parallel, () => {
  // `match` must be in standard output, `complaint` in standard error.
  const cases = [
    { options: ['info'], match: /^mcp-servers\/everything \S+, MCP 2025-11-25$/m },
    { options: ['--era', 'legacy', 'info'], match: /, MCP 2025-11-25$/m },
    { options: ['--era', 'modern', 'info'], exit: 1, complaint: /^mcp-client: ./m },
    { options: ['tools'], match: /^echo message$/m },
    { options: ['call', 'echo', 'message=\u017c\u{1f680}'], match: /^Echo: \u017c\u{1f680}$/mu },
    { options: ['--era', 'legacy', 'call', 'echo', 'message=hi'], match: /^Echo: hi$/m },
    { options: ['call', 'get-sum', 'a:=2', 'b:=3'], match: /is 5\.$/m },
    { options: ['call', 'get-tiny-image'], match: /^\[image image\/png, \d+ bytes\]$/m },
    { options: ['call', 'get-resource-links', 'count:=2'], match: /^\[link .*: demo:\/\/.*2\]$/m },
    {
      options: ['call', 'get-resource-reference', 'resourceType=Text', 'resourceId:=1'],
      match: /^Resource 1: /m,
    },
    { options: ['resources'], match: /^demo:\/\/resource\/dynamic\/text\/\{resourceId\} /m },
    { options: ['read', 'demo://resource/dynamic/text/1'], match: /^Resource 1: / },
    { options: ['read', 'demo://resource/nonesuch'], exit: 1, complaint: /not found/ },
    { options: ['prompts'], match: /^args-prompt city \[state\]$/m },
    { options: ['prompt', 'simple-prompt'], match: /^user: / },
    { options: ['prompt', 'args-prompt', 'city=Paris'], match: /^user: .*Paris/ },
    {
      options: ['prompt', 'resource-prompt', 'resourceType=Text', 'resourceId=1'],
      match: /^user: Resource 1: /m,
    },
    { options: ['prompt', 'args-prompt'], exit: 1, complaint: /-32602.*city/ },
    { options: ['call', 'echo'], exit: 2, complaint: /requires 1 more argument:\n {2}message/ },
    { options: ['call', 'echo', '--args', '{}'], exit: 1, match: /-32602.*message/ },
    { options: ['call', 'nonesuch'], exit: 1, match: /nonesuch not found/ },
    { options: ['call', 'get-sum', 'a=two', 'b:=3'], exit: 2, complaint: /must be of type number/ },
    { options: ['--client-root', '/tmp', 'call', 'get-roots-list'], match: /file:\/\/\/tmp/ },
  ];
  for (const { options, exit = 0, match = /^/, complaint = /^/ } of cases) {
    it(options.join(' '), deadline, async (t) => {
      const run = await cli(t, options, everything);
      assert.equal(run.exit, exit, run.stderr);
      assert.match(run.stdout, match);
      assert.match(run.stderr, complaint);
    });
  }

  it('takes arguments from standard input', deadline, async (t) => {
    const run = await cli(
      t, ['call', 'echo', '--args', '-'], everything, { input: '{"message": "piped"}' });
    assert.equal(run.stdout.trim(), 'Echo: piped');
  });

  it('shows progress of a long call', deadline, async (t) => {
    const run = await cli(t, ['call', long, 'duration:=0.2', 'steps:=4'], everything);
    assert.equal(run.exit, 0);
    assert.deepEqual(run.stderr.match(/\d\/4/g), ['1/4', '2/4', '3/4', '4/4']);
    assert.match(run.stdout, /completed/);
  });

  it('shows progress as JSON lines', deadline, async (t) => {
    const run = await cli(t, ['--json', 'call', long, 'duration:=0.2', 'steps:=2'], everything);
    assert.match(JSON.parse(run.stdout).content[0].text, /completed/);
    const lines = run.stderr.split('\n').filter((line) => line.startsWith('{')).map(JSON.parse);
    assert.deepEqual(lines, [{ progress: 1, total: 2 }, { progress: 2, total: 2 }]);
  });
});

describe('mcp-client --json and server-everything', parallel, () => {
  const cases = [
    { options: ['info'], has: ({ capabilities }) => capabilities.tools && capabilities.prompts },
    {
      options: ['tools'],
      has: (tools) => tools.find(({ name }) => name === long).inputSchema.properties.steps,
    },
    { options: ['resources'], has: ({ resourceTemplates }) => resourceTemplates.length === 2 },
    { options: ['prompts'], has: (prompts) => prompts.some(({ name }) => name === 'args-prompt') },
    {
      options: ['prompt', 'args-prompt', 'city=Paris'],
      has: ({ messages }) => messages[0].role === 'user',
    },
    {
      options: ['read', 'demo://resource/dynamic/blob/1'],
      has: ({ contents }) => atob(contents[0].blob).startsWith('Resource 1'),
    },
    {
      options: ['call', 'get-structured-content', 'location=Chicago'],
      has: ({ content, structuredContent }) => structuredContent.temperature === 36
        && JSON.parse(content[0].text).temperature === 36,
    },
    {
      options: ['call', 'get-annotated-message', 'messageType=error', 'includeImage:=true'],
      has: ({ content }) => content[0].annotations.priority === 1
        && content[1].type === 'image' && content[1].annotations.audience[0] === 'user',
    },
    {
      options: ['call', 'get-resource-links', 'count:=1'],
      has: ({ content }) => content[1].type === 'resource_link' && content[1].mimeType,
    },
  ];
  for (const { options, has } of cases) {
    it(options.join(' '), deadline, async (t) => {
      assert.ok(has(await cliJson(t, options, everything)));
    });
  }
});

describe('mcp-client and a call that is too long', parallel, () => {
  // Long enough for the server to start. It exits only when its timer ends, so it must be killed.
  const patience = 6_000;
  const tagged = (t) => {
    const tag = basename(workspace(t)); // the server ignores it; the test finds the process by it
    return { tag, server: [...everything, tag] };
  };

  it('gives up after --timeout', deadline, async (t) => {
    const { tag, server } = tagged(t);
    const before = performance.now();
    const run = start(t, mcpClient,
      ['--timeout', '3', 'call', long, 'duration:=15', 'steps:=1', '--', ...server]);
    await run.said(/^mcp-client: No response to tools\/call within 3000 ms$/m);
    assert.ok(performance.now() - before < patience);
    await run.exited;
    assert.equal(run.exit, 1);
    assert.ok(performance.now() - before < patience + 1_000);
    assert.deepEqual(processesNaming(tag), []);
  });

  it('ends on SIGINT', deadline, async (t) => {
    const { tag, server } = tagged(t);
    const run = start(
      t, mcpClient, ['call', long, 'duration:=15', 'steps:=60', '--', ...server]);
    await run.said(/1\/60/);
    const before = performance.now();
    run.child.kill('SIGINT');
    await run.exited;
    assert.equal(run.exit, 130);
    assert.ok(performance.now() - before < patience);
    assert.deepEqual(processesNaming(tag), []);
  });

  it('ends on Ctrl-C in a terminal', deadline, async (t) => {
    const { tag, server } = tagged(t);
    const command = [mcpClient, 'call', long, 'duration:=15', 'steps:=60', '--', ...server];
    const run = start(t, 'script', ['-qec', command.join(' '), '/dev/null']);
    await run.said(/1\/60/);
    run.child.stdin.write('\x03');
    await run.ended;
    assert.equal(run.exit, 130);
    assert.deepEqual(processesNaming(tag), []);
  });
});

describe('mcp-client and server-filesystem', parallel, () => {
  const filesystem = (directory) => nodeServer('server-filesystem', directory);

  for (const era of ['auto', 'legacy']) {
    it(`says who it is, --era ${era}`, deadline, async (t) => {
      const run = await cli(t, ['--era', era, 'info'], filesystem(workspace(t)));
      assert.match(run.stdout, /^secure-filesystem-server \S+, MCP 2025-11-25$/m);
    });
  }

  it('writes, reads and lists', deadline, async (t) => {
    const directory = workspace(t);
    const path = join(directory, 'a.txt');
    const call = (...options) => cli(t, ['call', ...options], filesystem(directory));
    const content = 'one\ntwo za\u017c\u00f3\u0142\u0107\n';
    assert.equal((await call('write_file', `path=${path}`, `content=${content}`)).exit, 0);
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.equal((await call('read_text_file', `path=${path}`)).stdout.trim(), content.trim());
    assert.match((await call('list_directory', `path=${directory}`)).stdout, /^\[FILE\] a\.txt$/m);
  });

  it('is refused what is outside', deadline, async (t) => {
    const server = filesystem(workspace(t));
    const run = await cli(t, ['call', 'read_text_file', 'path=/etc/passwd'], server);
    assert.equal(run.exit, 1);
    assert.match(run.stdout, /^Access denied/);
    const json = await cli(t, ['--json', 'call', 'read_text_file', 'path=/etc/passwd'], server);
    assert.equal(json.exit, 1);
    assert.equal(JSON.parse(json.stdout).isError, true);
  });
});
