// The path of the suite, the scenarios that it requires, and how to run it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// Runs one leg. Its results are then in `results`, and its output in output.txt there.
export async function runSuite(leg, revision, results, options) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const args = [leg, ...options, '--requirements', revision, '-o', results];
  const child = spawn(process.execPath, [join(suite, 'dist/index.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  await new Promise((resolve) => child.on('close', resolve));
  writeFileSync(join(results, 'output.txt'), output);
}
