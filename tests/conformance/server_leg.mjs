// Runs the suite against conformance-server, with each listener in both revisions, or against a
// server that is running already:
//
//     server_leg.mjs [--listener beast|httplib]... [--url URL]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { requirements, revisions, runSuite } from './suite.mjs';
import { allPassed, readRun, report } from './summary.mjs';

const { values } = parseArgs({
  options: { listener: { type: 'string', multiple: true }, url: { type: 'string' } },
});
const bin = process.env.MCP_BIN;
const resultsFolder = resolve(bin, '..', 'conformance');

const within = (milliseconds, promise, what) =>
  Promise.race([promise, new Promise((_, reject) =>
    setTimeout(() => reject(new Error(what)), milliseconds).unref())]);

// The server prints its URL in its first line; `url` waits for that, `ended` for its exit.
function startServer(listener) {
  const program = join(bin, 'conformance-server');
  const child = spawn(program, ['--port', '0', '--listener', listener], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  const url = new Promise((found, failed) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
      const match = /http:\/\/\S+(?=\s)/.exec(text);
      if (match) found(match[0]);
    });
    ended.then(() => failed(new Error('conformance-server did not say where it is')));
  });
  return { child, ended, url: within(10_000, url, 'conformance-server says nothing') };
}

// The exit code of the server; any other than 0 is a failure, even if all scenarios passed.
async function stopServer({ child, ended }) {
  child.kill('SIGTERM');
  try {
    return await within(10_000, ended, '');
  } catch {
    child.kill('SIGKILL');
    return 'not at all';
  }
}

async function runBoth(target, url) {
  const runs = [];
  for (const revision of revisions) {
    const results = join(resultsFolder, `server-${target}-${revision}`);
    await runSuite('server', revision, results, ['--url', url]);
    runs.push({ revision, target, results,
      ...readRun(results, 'server', requirements(revision, 'server')) });
  }
  return runs;
}

const runs = [];
const badEnds = [];
if (values.url) {
  runs.push(...(await runBoth('url', values.url)));
} else {
  for (const listener of values.listener ?? ['beast', 'httplib']) {
    const server = startServer(listener);
    try {
      runs.push(...(await runBoth(listener, await server.url)));
    } catch (error) {
      badEnds.push(`${listener}: ${error.message}`);
    }
    const how = await stopServer(server);
    if (how !== 0) badEnds.push(`conformance-server --listener ${listener} ended with ${how}`);
  }
}
console.log([...report(runs), ...badEnds].join('\n'));
process.exitCode = allPassed(runs) && badEnds.length === 0 ? 0 : 1;
