// The official inspector's page, served by its own program, and a person's actions in it.
import { createServer } from 'node:net';
import { join } from 'node:path';

import { start } from '../../web/support/programs.mjs';

const program = join(
  process.env.MCP_INSPECTOR_PAGE, 'node_modules/@modelcontextprotocol/inspector/client/bin/client.js');
const attempts = 5;

// The page asks the inspector's proxy for defaults when it is loaded. No browser connects to port 1.
const proxyPort = 1;

/** What the browser reports because there is no proxy. */
export const missingProxy = [
  /^request to http:\/\/localhost:1\/config$/, /^console: .*ERR_UNSAFE_PORT \(http:\/\/localhost:1\/config\)$/,
  /^console: Error fetching default environment: TypeError: Failed to fetch/,
];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Serves the page at an origin of its own; `stop` ends that. */
export async function servePage() {
  for (let attempt = 1; ; ++attempt) {
    const port = await freePort();
    const server = start('the page of the inspector', process.execPath, [program], {
      environment: { CLIENT_PORT: `${port}`, HOST: 'localhost', MCP_AUTO_OPEN_ENABLED: 'false' },
    });
    try {
      await server.said(/up and running/);
      return { origin: `http://localhost:${port}`, stop: () => server.kill() };
    } catch (error) {
      if (attempt === attempts || !server.output.includes('PORT IS IN USE')) throw error;
    }
  }
}

export class InspectorPage {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Opens the page of `origin` for the server at `url`, to be called without the inspector's proxy. */
  async open(origin, url) {
    const query = new URLSearchParams({ transport: 'streamable-http', serverUrl: url, MCP_PROXY_PORT: proxyPort });
    await this.#page.goto(`${origin}/?${query}`);
    await this.#page.getByRole('combobox', { name: 'Connection Type' }).click();
    await this.#page.getByRole('option', { name: 'Direct' }).click();
  }

  /** Sends a token with each request. */
  async authenticate(token) {
    await this.#button('Authentication').click();
    await this.#page.getByRole('switch').click();
    await this.#page.getByPlaceholder('Header Value').fill(`Bearer ${token}`);
  }

  async connect() {
    await this.#button('Connect').click();
  }

  async showsConnected() {
    await this.#page.getByText('Connected', { exact: true }).waitFor();
  }
  async showsConnectionError() {
    await this.#page.getByText(/^Connection Error/).waitFor();
  }

  /** The name of the server from its `serverInfo`. */
  async showsServer(name) {
    await this.#page.getByText(name, { exact: true }).waitFor();
  }

  async listTools() {
    await this.#page.getByRole('tab', { name: 'Tools' }).click();
    await this.#button('List Tools').click();
  }

  /** Waits until a tool is listed. */
  async showsTool(title) {
    await this.#tools.getByText(title, { exact: true }).waitFor();
  }

  /** Calls a tool of the list; `values` are the fields to fill in. */
  async callTool(title, values) {
    await this.#tools.getByText(title, { exact: true }).click();
    await this.#page.getByRole('heading', { name: title }).waitFor();
    for (const [name, value] of Object.entries(values)) await this.#tools.locator(`[id="${name}"]`).fill(value);
    await this.#button('Run Tool').click();
    await this.#page.getByRole('heading', { name: 'Tool Result: Success' }).waitFor();
  }

  /** Waits until the result of the tool has this text. */
  async showsResult(text) {
    await this.#tools.getByText(text).first().waitFor();
  }

  async disconnect() {
    await this.#button('Disconnect').click();
    await this.#page.getByText('Disconnected', { exact: true }).waitFor();
  }

  get #tools() {
    return this.#page.getByRole('tabpanel', { name: 'Tools' });
  }
  #button(name) {
    return this.#page.getByRole('button', { name, exact: true });
  }
}
