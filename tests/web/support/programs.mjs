// Starts programs in scratch directories, and removes both at the end, also after a failure or Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const programs = process.env.MCP_BIN || join(repository, 'build/ci/bin');

const running = new Set();
const directories = new Set();

function leaveNothing() {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

process.on('exit', leaveNothing);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** The path of a program under test. */
export const programOf = (name) => join(programs, name);

/** A path in the repository. */
export const inRepository = (path) => join(repository, path);

/** A new directory; removed by `remove`, or when this process exits. */
export function scratch() {
  const path = mkdtempSync(join(tmpdir(), 'mcp-web-'));
  directories.add(path);
  const remove = () => {
    rmSync(path, { recursive: true, force: true });
    directories.delete(path);
  };
  return { path, remove };
}

/**
 * Starts a program. `said(pattern)` resolves with the match once its output has one; `kill(signal)`
 * resolves when it has exited; `output` is its output so far; `stdin` "pipe" holds its input open. It never outlives this process.
 */
export function start(name, command, args, { environment = {}, cwd, stdin = 'ignore' } = {}) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  running.add(child);
  const program = { output: '', stdin: child.stdin };
  const looks = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      program.output += text;
      looks.forEach((look) => look());
    });
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      program.output += `${command}: ${error.message}`;
      resolve();
    });
    child.once('close', resolve);
  }).then(() => running.delete(child));
  program.said = (pattern) => new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(program.output);
      if (!match) return;
      looks.delete(look);
      resolve(match);
    };
    looks.add(look);
    ended.then(() => reject(new Error(`${name} ended without ${pattern}: ${program.output}`)));
    look();
  });
  program.kill = (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return program;
}
