// Reads the results of the suite and makes a report.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

const statusOf = (checks, status) => checks.filter((check) => check.status === status);

// Every checks.json below a folder, by the scenario's name: `server-NAME-TIME` or `NAME-TIME`, where
// NAME may have a slash.
function readChecks(results, leg) {
  const found = new Map();
  for (const path of readdirSync(results, { recursive: true })) {
    const match = /^(?:(server)-)?(.+)-\d{4}-\d\d-\d\dT[\dZ-]+$/.exec(path);
    if (!match || Boolean(match[1]) !== (leg === 'server')) continue;
    const file = join(results, path, 'checks.json');
    if (existsSync(file)) found.set(match[2], JSON.parse(readFileSync(file, 'utf8')));
  }
  return found;
}

// A scenario passes when it ran and no check failed. One that threw left no checks.
function judge(scenario, checks) {
  if (!checks) {
    return { scenario, passed: false, problems: ['failed: no checks.json'], checked: 0,
      failures: 1, warnings: 0, skipped: 0 };
  }
  const problem = (word) => ({ id, errorMessage, description }) =>
    `${word} ${id}: ${errorMessage ?? description}`;
  const failures = statusOf(checks, 'FAILURE').map(problem('failed'));
  const warnings = statusOf(checks, 'WARNING').map(problem('warning'));
  const skips = statusOf(checks, 'SKIPPED').map(problem('skipped'));
  return {
    scenario,
    passed: failures.length === 0,
    problems: [...failures, ...warnings, ...skips],
    checked: statusOf(checks, 'SUCCESS').length,
    failures: failures.length,
    warnings: warnings.length,
    skipped: skips.length,
  };
}

// The outcome of one run: { required: [...], notScored: [...] }, lists of judged scenarios.
export function readRun(results, leg, { required, notScored }) {
  const checks = readChecks(results, leg);
  return {
    required: required.map((name) => judge(name, checks.get(name))),
    notScored: notScored.map(({ scenario, reason }) => ({
      ...judge(scenario, checks.get(scenario)),
      reason,
    })),
  };
}

const shorten = (text) => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
};

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
}

const mark = ({ passed, checked }) => (!passed ? 'FAILED' : checked ? 'passed' : 'passed, nothing checked');

function countPassed(scenarios) {
  return `${scenarios.filter(({ passed }) => passed).length}/${scenarios.length}`;
}

// All problems of a required scenario, the first few of one that is not scored.
function problemLines({ problems, reason }) {
  const shown = problems.slice(0, reason ? 3 : problems.length);
  const lines = shown.map((problem) => `    ${shorten(problem)}`);
  if (shown.length < problems.length) lines.push(`    and ${problems.length - shown.length} more`);
  return lines;
}

// The report over all runs, as lines. A run is { revision, target, required, notScored, results }.
export function report(runs) {
  const lines = table([
    ['revision', 'target', 'required', 'not scored'],
    ...runs.map((run) => [
      run.revision, run.target, countPassed(run.required), countPassed(run.notScored),
    ]),
  ]);
  const others = runs.flatMap((run) => run.notScored.map((other) => [
    run.revision, run.target, other.scenario, mark(other), `(${other.reason})`,
  ]));
  if (others.length) lines.push('', 'Not scored:', ...table(others));
  for (const run of runs) {
    const notable = [...run.required, ...run.notScored].filter(
      ({ problems, passed, checked }) => problems.length || (passed && !checked));
    if (!notable.length) continue;
    lines.push('', `${run.revision}, ${run.target} (${relative(project, run.results)}):`);
    for (const one of notable) {
      lines.push(`  ${one.scenario}: ${mark(one)}${one.reason ? ', not scored' : ''}`);
      lines.push(...problemLines(one));
    }
  }
  return lines;
}

export function allPassed(runs) {
  return runs.length > 0 && runs.every((run) => run.required.every(({ passed }) => passed));
}

// How many checks of all scenarios failed, warned or were skipped.
export function countProblems(runs) {
  const all = runs.flatMap((run) => [...run.required, ...run.notScored]);
  const sum = (name) => all.reduce((total, one) => total + one[name], 0);
  return { failures: sum('failures'), warnings: sum('warnings'), skipped: sum('skipped') };
}
