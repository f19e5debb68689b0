// Starts our programs and the official packages' clients, over standard input and output and over
// HTTP, and stops everything that was started.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  Client as ClientV2, StreamableHTTPClientTransport as HttpV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  StreamableHTTPClientTransport as HttpV1,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = process.env.MCP_BIN ?? join(here, '../../build/ci/bin');
export const mcpServer = join(bin, 'mcp-server');
export const mcpClient = join(bin, 'mcp-client');
export const conformanceServer = join(bin, 'conformance-server');
for (const program of [mcpServer, mcpClient]) {
  assert.ok(existsSync(program), `${program} is missing: build it or set MCP_BIN`);
}

/** The time limit of every test in milliseconds: so long that only a test that hangs reaches it. */
export const deadline = { timeout: 20_000 };

/** As `deadline`, for a test of a known defect: it is reported, but does not fail the run. */
export const knownFailing = (defect) => ({ ...deadline, todo: defect });

/** The HTTP libraries that our programs can listen with. */
export const listeners = ['beast', 'httplib'];

const modes = [
  { name: 'sdk 1.x', major: 1, era: 'legacy', version: '2025-11-25' },
  { name: 'client 2.x by default', major: 2, era: 'legacy', version: '2025-11-25' },
  { name: 'client 2.x automatic', major: 2, era: 'modern', version: '2026-07-28', mode: 'auto' },
  {
    name: 'client 2.x pinned', major: 2, era: 'modern', version: '2026-07-28',
    mode: { pin: '2026-07-28' },
  },
];

/** The official clients, each in all of its modes, over standard input and output. */
export const stdioClients = modes.map((mode) => ({ ...mode, name: `${mode.name}, stdio` }));
/** The same over HTTP, with each listener. */
export const httpClients = listeners.flatMap((listener) => modes.map(
  (mode) => ({ ...mode, listener, name: `${mode.name}, http by ${listener}` })));
export const clients = [...stdioClients, ...httpClients];

/** A directory that is removed after the test `t`. */
export function workspace(t) {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-interop-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * Connects one of `clients` to an mcp-server of its own. `host` is what the client can do:
 * `answers` maps a method of the server's requests (elicitation/create, roots/list) to its handler.
 * Both majors have the same interface: call(params, options), version(), sent and received
 * (every message after the handshake), heard(method) (resolves with the first such message).
 */
export async function connect(t, kind, serverArguments, host = {}) {
  if (kind.listener) {
    const { url } = await serve(t, kind.listener, [...serverArguments, '--max-body', '32mb']);
    return connectTo(t, kind, url, host);
  }
  const server = { command: mcpServer, args: serverArguments, stderr: 'ignore' };
  const transport = kind.major === 1 ? new StdioV1(server) : new StdioV2(server);
  const connected = await connectBy(t, kind, transport, host);
  return { ...connected, pid: transport.pid };
}

/** As `connect`, to the server that the command starts, over standard input and output. */
export async function connectCommand(t, kind, [command, ...args], host = {}) {
  const server = { command, args, stderr: 'ignore' };
  return connectBy(t, kind, kind.major === 1 ? new StdioV1(server) : new StdioV2(server), host);
}

/** Starts `mcp-server --http`. `program` is how it runs, see `start`. */
export async function serve(t, listener, serverArguments) {
  const program = start(
    t, mcpServer, ['--http', '127.0.0.1:0', '--listener', listener, ...serverArguments]);
  const [, url] = await program.said(/listening on (http:\S+)\n/);
  return { url, program };
}

/** Starts conformance-server, whose tools use features that the tools of mcp-server do not need. */
export async function serveConformance(t, listener) {
  const program = start(t, conformanceServer, ['--port', '0', '--listener', listener]);
  const [, url] = await program.said(/(http:\S+)\n/);
  return { url, program };
}

/**
 * As `connect`, to a server that listens at `url`; `options` are those of the SDK's transport. The
 * result also has `exchanges`, every HTTP request with its response and status, and
 * answered(predicate), which resolves with the first exchange that has a response and matches.
 */
export async function connectTo(t, kind, url, host = {}, options = {}) {
  const { exchanges, answered, fetch } = recordFetch();
  const Transport = kind.major === 1 ? HttpV1 : HttpV2;
  const transport = new Transport(new URL(url), { fetch, ...options });
  const connected = await connectBy(t, kind, transport, host);
  return { ...connected, transport, exchanges, answered };
}

async function connectBy(t, kind, transport, { capabilities = {}, answers = {} }) {
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
  let version;
  if (v1) {
    const set = transport.setProtocolVersion?.bind(transport);
    transport.setProtocolVersion = (negotiated) => {
      version = negotiated;
      set?.(negotiated);
    };
  }
  t.after(() => client.close());
  await client.connect(transport, { timeout: 5_000 });
  return {
    client, errors, ...record(transport),
    call: (params, options) =>
      (v1 ? client.callTool(params, undefined, options) : client.callTool(params, options)),
    version: () => (v1 ? version : client.getNegotiatedProtocolVersion()),
    era: () => (v1 ? 'legacy' : client.getProtocolEra()),
  };
}

/** `until(find)` resolves with the first defined result of `find`, which `check` calls again. */
function waitingRoom() {
  const waiting = new Set();
  return {
    check: () => waiting.forEach((look) => look()),
    until: (find) => new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    }),
  };
}

function record(transport) {
  const sent = [];
  const received = [];
  const { check, until } = waitingRoom();
  const send = transport.send.bind(transport);
  transport.send = (message, ...rest) => {
    sent.push(message);
    return send(message, ...rest);
  };
  const deliver = transport.onmessage;
  transport.onmessage = (message, ...rest) => {
    received.push(message);
    deliver(message, ...rest);
    check();
  };
  const heard = (method) => until(() => received.find((message) => message.method === method));
  return { sent, received, heard };
}

function recordFetch() {
  const exchanges = [];
  const { check, until } = waitingRoom();
  const recorded = async (url, init) => {
    const { method, body } = init;
    const exchange = { method, headers: new Headers(init.headers), body };
    exchanges.push(exchange);
    exchange.response = await fetch(url, init);
    exchange.status = exchange.response.status;
    check();
    return exchange.response;
  };
  const answered = (predicate) =>
    until(() => exchanges.find((exchange) => exchange.response && predicate(exchange)));
  return { exchanges, answered, fetch: recorded };
}

/** A proxy to the server at `url`; `cut` breaks all of its connections. */
export async function relay(t, url) {
  const { hostname, port, pathname } = new URL(url);
  const sockets = new Set();
  const server = createServer((near) => {
    const far = createConnection(+port, hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}); // `close` follows
    }
    const end = () => [near, far].forEach((socket) => (socket.destroy(), sockets.delete(socket)));
    near.on('close', end).pipe(far);
    far.on('close', end).pipe(near);
  });
  const cut = () => sockets.forEach((socket) => socket.destroy());
  t.after(() => (cut(), server.close()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}${pathname}`, cut };
}

/**
 * Starts a program of ours (or `script`) and collects its output. `said(pattern)` resolves with
 * the match when its output has one; `ended` when it has exited and its streams, which its children
 * share, are closed. It and its process group are killed after the test.
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
      const match = pattern.exec(run.stdout + run.stderr);
      if (!match) return;
      waiting.delete(look);
      resolve(match);
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

/**
 * Starts server-everything over HTTP. It reads its port from the environment and does not report a
 * port that it chose itself. `listens` is what it prints when it is ready.
 */
export async function startEverything(t, transport, listens, path) {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  const run = start(t, 'env', [`PORT=${port}`, ...nodeServer('server-everything', transport)]);
  await run.said(listens);
  return { url: `http://127.0.0.1:${port}${path}`, run };
}

/** Checks how a program ended and what it printed. */
export function check(run, { exit = 0, match = /^/, complaint = /^/ }) {
  assert.equal(run.exit, exit, run.stderr);
  assert.match(run.stdout, match);
  assert.match(run.stderr, complaint);
}

/** Starts a server of this directory that prints its URL; resolves with the URL and the run. */
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
      return false; // it exited meanwhile
    }
  })());
}
