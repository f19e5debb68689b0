// Starts our programs and the official packages' clients, and stops everything that was started.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = process.env.MCP_BIN ?? join(here, '../../build/release/bin');
export const mcpServer = join(bin, 'mcp-server');
export const mcpClient = join(bin, 'mcp-client');
for (const program of [mcpServer, mcpClient]) {
  assert.ok(existsSync(program), `${program} is missing: build it or set MCP_BIN`);
}

/** For every test: far above what it needs, so that only a hang meets it. In milliseconds. */
export const deadline = { timeout: 20_000 };

/** The official clients, each in every mode that it has. */
export const clients = [
  { name: 'sdk 1.x', major: 1, era: 'legacy', version: '2025-11-25' },
  { name: 'client 2.x by default', major: 2, era: 'legacy', version: '2025-11-25' },
  { name: 'client 2.x automatic', major: 2, era: 'modern', version: '2026-07-28', mode: 'auto' },
  {
    name: 'client 2.x pinned', major: 2, era: 'modern', version: '2026-07-28',
    mode: { pin: '2026-07-28' },
  },
];

/** A directory that is gone when the test `t` is over. */
export function workspace(t) {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-interop-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * Connects one of `clients` to our server. `answers` maps a method that the server may ask
 * (elicitation/create, roots/list) to what answers it. Both majors are used in the same way:
 * call(params, options), version(), sent and received (every message after the handshake).
 */
export async function connect(t, kind, serverArguments, { capabilities = {}, answers = {} } = {}) {
  const server = { command: mcpServer, args: serverArguments, stderr: 'ignore' };
  const identity = { name: 'interop', version: '1.0.0' };
  const v1 = kind.major === 1;
  const client = v1
    ? new ClientV1(identity, { capabilities })
    : new ClientV2(identity, {
      capabilities, ...(kind.mode && { versionNegotiation: { mode: kind.mode } }),
    });
  const v1Schemas = {
    'elicitation/create': ElicitRequestSchema, 'roots/list': ListRootsRequestSchema,
  };
  for (const [method, answer] of Object.entries(answers)) {
    client.setRequestHandler(v1 ? v1Schemas[method] : method, answer);
  }
  const errors = [];
  client.onerror = (error) => errors.push(error);
  const transport = v1 ? new StdioV1(server) : new StdioV2(server);
  let version;
  if (v1) transport.setProtocolVersion = (negotiated) => { version = negotiated; };
  t.after(() => client.close());
  await client.connect(transport, { timeout: 5_000 });
  const { sent, received } = record(transport);
  return {
    client, errors, sent, received, pid: transport.pid,
    call: (params, options) =>
      (v1 ? client.callTool(params, undefined, options) : client.callTool(params, options)),
    version: () => (v1 ? version : client.getNegotiatedProtocolVersion()),
    era: () => (v1 ? 'legacy' : client.getProtocolEra()),
  };
}

function record(transport) {
  const sent = [];
  const received = [];
  const send = transport.send.bind(transport);
  transport.send = (message, ...rest) => {
    sent.push(message);
    return send(message, ...rest);
  };
  const deliver = transport.onmessage;
  transport.onmessage = (message, ...rest) => {
    received.push(message);
    deliver(message, ...rest);
  };
  return { sent, received };
}

/**
 * Starts a program of ours (or `script`) and collects what it prints. `said(pattern)` resolves when
 * its output matches; `ended` when it has exited and its streams, which its children share, are
 * closed. It and its process group are killed when the test is over.
 */
export function start(t, command, commandArguments, { cwd } = {}) {
  const child = spawn(command, commandArguments, {
    cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  const run = { child, stdout: '', stderr: '', exit: undefined };
  const waiting = new Set();
  const check = () => waiting.forEach((look) => look());
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      run[name] += text;
      check();
    });
  }
  child.stdin.on('error', () => {}); // it may exit without reading
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => {
    run.exit = code ?? signal;
    resolve();
  }));
  run.ended = new Promise((resolve) => child.once('close', () => resolve(run)));
  run.exited = exited;
  run.said = (pattern) => new Promise((resolve, reject) => {
    const look = () => {
      if (!pattern.test(run.stdout + run.stderr)) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    run.ended.then(() => reject(new Error(`ended without ${pattern}: ${run.stdout}${run.stderr}`)));
    look();
  });
  t.after(() => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch { /* it is gone, as it should be */ }
  });
  return run;
}

/** Runs `mcp-client OPTIONS... -- SERVER...` to its end. */
export function cli(t, options, server, { input = '' } = {}) {
  const run = start(t, mcpClient, [...options, '--', ...server]);
  run.child.stdin.end(input);
  return run.ended;
}

/** Runs `mcp-client OPTIONS... --url URL` to its end. */
export function cliTo(t, options, url, { input = '' } = {}) {
  const run = start(t, mcpClient, [...options, '--url', url]);
  run.child.stdin.end(input);
  return run.ended;
}

/** Starts a server of this directory that says where it listens; resolves with its URL and run. */
export async function startHttp(t, script, ...serverArguments) {
  const [command, ...rest] = nodeServer(script, ...serverArguments);
  const run = start(t, command, rest);
  await run.said(/listening on \d+/);
  const [, port] = /listening on (\d+)/.exec(run.stdout);
  return { url: `http://127.0.0.1:${port}/mcp`, run };
}

/** As `cli` with `--json`: its standard output, parsed. */
export async function cliJson(t, options, server) {
  const run = await cli(t, ['--json', ...options], server);
  assert.equal(run.exit, 0, run.stderr);
  return JSON.parse(run.stdout);
}

/** How to start a script of node_modules/@modelcontextprotocol, or of this directory. */
export function nodeServer(script, ...serverArguments) {
  const path = script.startsWith('./')
    ? join(here, script)
    : join(here, 'node_modules/@modelcontextprotocol', script, 'dist/index.js');
  return [process.execPath, path, ...serverArguments];
}

/** Ids of the processes that have `text` in their command line. */
export function processesNaming(text) {
  return readdirSync('/proc').filter((id) => /^\d+$/.test(id) && +id !== process.pid && (() => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it ended meanwhile
    }
  })());
}
