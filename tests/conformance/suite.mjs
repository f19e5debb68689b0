// The path of the suite, the scenarios that it requires, and how to run it.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const suite = here('node_modules/@modelcontextprotocol/conformance');

export const revisions = ['2025-11-25', '2026-07-28'];

// The scenarios of one leg ("server" or "client"): names of required ones, and of others that are run too.
export function requirements(revision, leg) {
  const set = parse(readFileSync(join(suite, 'requirements', `${revision}.yaml`), 'utf8'));
  const others = (set.not_scored ?? []).filter((other) => other.leg === leg);
  return {
    required: set[leg] ?? [],
    notScored: others.map(({ scenario, reason }) => ({ scenario, reason })),
  };
}

// Runs the suite's program; returns its exit code and output.
async function run(args) {
  const child = spawn(process.execPath, [join(suite, 'dist/index.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

// Runs one leg. Its results are then in `results`, and its output in output.txt there.
export async function runSuite(leg, revision, results, options) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const output = await run([leg, ...options, '--requirements', revision, '-o', results]);
  writeFileSync(join(results, 'output.txt'), output);
}

// All scenarios for clients: [{ scenario, revision }], each with the newest revision that has it.
// Those of extensions, which belong to no revision, run with the newest one.
export async function clientScenarios() {
  const lines = (await run(['list', '--client'])).matchAll(/^ *- (\S+) \[(.*)\]$/gm);
  return [...lines].map(([, scenario, tags]) => {
    const dates = tags.split(',').filter((tag) => /^\d{4}-/.test(tag));
    return { scenario, revision: dates.at(-1) ?? revisions.at(-1) };
  });
}

// Runs one scenario for clients. Adds its results to `results`, and its output to output.txt there.
export async function runScenario(scenario, revision, results, command) {
  mkdirSync(results, { recursive: true });
  const output = await run(['client', '--command', command, '--scenario', scenario,
    '--spec-version', revision, '--force', '-o', results, '--timeout', '120000']);
  appendFileSync(join(results, 'output.txt'), output);
}
