// The program under test, with real servers and the fake model.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programOf, start } from './programs.mjs';

const token = 'a-token-for-tests';

/** `mcpServers` with the workspace server in its default configuration. */
export const workspaceServer = (workspace) => ({
  command: programOf('mcp-server'), args: ['--root', workspace],
});

const standardServers = (workspace) => ({
  workspace: workspaceServer(workspace),
  features: { command: programOf('feature-server') },
  older: { command: programOf('feature-server'), era: 'legacy' },
});

/**
 * A bridge on a port of its own. `model`: its URL; null: there is no API key. `servers` makes
 * `mcpServers` from the path of the workspace; `config` is what the file has beside them.
 */
export class Bridge {
  #directory;
  #model;
  #program;

  constructor(directory, { model, servers = standardServers, config = {} }) {
    this.#directory = directory;
    this.#model = model;
    mkdirSync(this.workspace);
    writeFileSync(join(directory, 'config.json'), JSON.stringify({
      mcpServers: servers(this.workspace), messages_per_minute: 6000,
      server_wait: 120_000, // unlike by default, messages wait for all servers to start
      ...config,
    }));
  }

  port = 0;
  token = token;

  get workspace() {
    return join(this.#directory, 'workspace');
  }
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  /** Its output since the last start. */
  get output() {
    return this.#program?.output ?? '';
  }

  has(path) {
    return existsSync(join(this.workspace, path));
  }
  write(path, content) {
    writeFileSync(join(this.workspace, path), content);
  }
  contentOf(path) {
    return readFileSync(join(this.workspace, path), 'utf8');
  }

  /** Starts it, on its earlier port if it ran before. */
  async start() {
    const args = ['--env-file', 'none', '--config', join(this.#directory, 'config.json'),
      '--data-dir', join(this.#directory, 'data')];
    args.push(...(this.port ? ['--port', `${this.port}`] : ['--any-port']));
    if (process.env.MCP_WEB_ROOT) args.push('--web-root', process.env.MCP_WEB_ROOT);
    const key = this.#model ? 'sk-ant-api03-for-tests-only' : '';
    this.#program = start('mcp-bridge', programOf('mcp-bridge'), args, {
      cwd: this.#directory,
      environment: {
        ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: this.#model ?? '', BRIDGE_TOKEN: token,
      },
    });
    const [, port] = await this.#program.said(/open http:\/\/127\.0\.0\.1:(\d+)\//);
    this.port = +port;
  }

  kill(signal) {
    return this.#program?.kill(signal);
  }

  /** The address that a person opens, at another port when a proxy is in between. */
  address(port = this.port) {
    return `http://127.0.0.1:${port}/#token=${token}`;
  }

  /** Sends a REST request; throws if the status is no success. */
  async rest(path, { method = 'GET', body } = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }
}
