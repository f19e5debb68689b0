// Runs the suite against conformance-client: what both revisions require, then every other scenario
// for clients, one by one:
//
//     client_leg.mjs [--scenario NAME]...    only these scenarios
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { clientScenarios, requirements, revisions, runScenario, runSuite } from './suite.mjs';
import { countProblems, readRun, report } from './summary.mjs';

const { values } = parseArgs({ options: { scenario: { type: 'string', multiple: true } } });
const bin = process.env.MCP_BIN;
const command = join(bin, 'conformance-client');
const resultsFolder = resolve(bin, '..', 'conformance');

async function runRevision(revision) {
  const results = join(resultsFolder, `client-${revision}`);
  await runSuite('client', revision, results, ['--command', command, '--timeout', '120000']);
  return { revision, target: 'client', results,
    ...readRun(results, 'client', requirements(revision, 'client')) };
}

async function runOthers(revision, scenarios) {
  const results = join(resultsFolder, `client-others-${revision}`);
  rmSync(results, { recursive: true, force: true });
  for (const scenario of scenarios) await runScenario(scenario, revision, results, command);
  const notScored = scenarios.map((scenario) => ({ scenario, reason: 'in no set of requirements' }));
  return { revision, target: 'others', results,
    ...readRun(results, 'client', { required: [], notScored }) };
}

const runs = [];
if (!values.scenario) for (const revision of revisions) runs.push(await runRevision(revision));
const done = new Set(runs.flatMap((run) =>
  [...run.required, ...run.notScored].map(({ scenario }) => scenario)));
const others = (await clientScenarios()).filter(({ scenario }) =>
  values.scenario ? values.scenario.includes(scenario) : !done.has(scenario));
for (const revision of new Set(others.map((other) => other.revision))) {
  const those = others.filter((other) => other.revision === revision);
  runs.push(await runOthers(revision, those.map(({ scenario }) => scenario)));
}

console.log(report(runs).join('\n'));
const { failures, warnings, skipped } = countProblems(runs);
console.log(`\nAll scenarios: ${failures} checks failed, ${warnings} warnings, ${skipped} skipped`);
process.exitCode = runs.length > 0 && failures + warnings === 0 ? 0 : 1;
