// mcp-client doctor on servers of the official packages: it reports no MUST that they obey. Those that they
// break are listed here, each with the reason; whoever adds one has looked at the messages.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { mcpClient, nodeServer, start, startHttp, workspace } from './support.mjs';

const patient = { timeout: 60_000 };
const parallel = { concurrency: 2 };

// The packages check Origin only when the application configures it; these servers do not.
const noOriginCheck = 'http.origin'; // basic.transports.streamable-http-03, basic.transports-10
// serveStdio compares the version of the first request only.
const firstVersionOnly = 'version.unsupported-code'; // basic.versioning-01

async function examine(t, server) {
  const run = start(t, mcpClient, ['doctor', '--json', ...server]);
  run.child.stdin.end();
  await run.ended;
  const report = JSON.parse(run.stdout);
  const failed = report.checks.filter((check) => check.status === 'failed');
  return { report, exit: run.exit, must: failed.filter((check) => check.level === 'MUST') };
}

const idsOf = (checks) => [...new Set(checks.map((check) => check.id))].sort();

function assertFindings({ report, exit, must }, expected, revisions) {
  assert.deepEqual(idsOf(must), expected, JSON.stringify(must, null, 1));
  assert.equal(exit, expected.length > 0 ? 1 : 0);
  assert.deepEqual(report.steps.filter((step) => step.status === 'failed'), []);
  assert.deepEqual([...new Set(report.checks.map((check) => check.revision))].sort(), revisions);
  assert.ok(report.summary.passed >= 40, `${report.summary.passed} checks passed`);
}

describe('mcp-client doctor over stdio', parallel, () => {
  const cases = [
    { name: 'server-everything', server: () => nodeServer('server-everything', 'stdio') },
    { name: 'server-filesystem', server: (t) => nodeServer('server-filesystem', workspace(t)) },
    {
      name: 'a 2.x server', server: () => nodeServer('./modern_server.mjs'),
      expected: [firstVersionOnly], revisions: ['2026-07-28'],
    },
    {
      name: 'a 2.x server of both eras', server: () => nodeServer('./modern_server.mjs', 'serve'),
      expected: [firstVersionOnly], revisions: ['2025-11-25', '2026-07-28'],
    },
  ];
  for (const { name, server, expected = [], revisions = ['2025-11-25'] } of cases) {
    it(`finds in ${name}: ${expected.join(', ') || 'nothing'}`, patient, async (t) => {
      assertFindings(await examine(t, ['--', ...server(t)]), expected, revisions);
    });
  }
});

describe('mcp-client doctor over HTTP', parallel, () => {
  const cases = [
    { name: 'a 1.x server', script: ['./legacy_server.mjs'], revisions: ['2025-11-25'] },
    { name: 'a 2.x server', script: ['./modern_server.mjs', 'http'], revisions: ['2026-07-28'] },
    {
      name: 'a 2.x server of both eras', script: ['./modern_server.mjs', 'http', 'serve'],
      revisions: ['2025-11-25', '2026-07-28'],
    },
  ];
  for (const { name, script, revisions } of cases) {
    it(`finds in ${name} that it does not check Origin`, patient, async (t) => {
      const { url } = await startHttp(t, ...script);
      assertFindings(await examine(t, ['--url', url]), [noOriginCheck], revisions);
    });
  }
});
