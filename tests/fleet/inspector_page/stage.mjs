// Sets up a test of the inspector's page: mcp-server, the page at some origin, and a browser.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { closeBrowser, openContext } from '../../web/support/browser.mjs';
import { inTime } from '../../web/support/in_time.mjs';
import { programOf, scratch, start } from '../../web/support/programs.mjs';
import { InspectorPage, missingProxy, servePage } from './inspector_page.mjs';
import { recordTraffic } from './traffic.mjs';

const patience = 60_000;

after(closeBrowser);

class Stage {
  #scratch = scratch();
  #endings = [];
  #contexts = [];
  #server;

  /** Serves the page; returns its origin. */
  async servePage() {
    const { origin, stop } = await servePage();
    this.#endings.push(stop);
    return origin;
  }

  /** Starts mcp-server with `files` (content by name) in its root; returns the URL of its endpoint. */
  async serve(args, { files = {}, tokens } = {}) {
    const root = join(this.#scratch.path, 'root');
    mkdirSync(root);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
    const all = ['--root', root, '--http', '127.0.0.1:0', '--log-level', 'info', ...args];
    if (tokens) {
      const file = join(this.#scratch.path, 'tokens');
      writeFileSync(file, tokens, { mode: 0o600 });
      all.push('--auth-token-file', file);
    }
    this.#server = start('mcp-server', programOf('mcp-server'), all);
    this.#endings.push(() => this.#server.kill());
    const [, url] = await this.#server.said(/listening on (\S+)/);
    return url;
  }

  /** The requests at mcp-server's endpoint, as `METHOD STATUS`, from its log. */
  get responses() {
    const lines = this.#server.output.matchAll(/ (OPTIONS|GET|POST|DELETE) \/mcp (\d+) /g);
    return [...lines].map(([, method, status]) => `${method} ${status}`);
  }

  /** Opens the page of `origin` for the server at `url`. `expected` are patterns of problems, see `openContext`. */
  async open(origin, url, expected = []) {
    const opened = await openContext(origin, {
      expected: [new RegExp(`^request to ${url}$`), ...missingProxy, ...expected],
    });
    this.#contexts.push(opened);
    opened.context.setDefaultTimeout(patience);
    const page = await opened.context.newPage();
    const traffic = await recordTraffic(page);
    const inspector = new InspectorPage(page);
    await inspector.open(origin, url);
    return { inspector, traffic };
  }

  get problems() {
    return this.#contexts.flatMap(({ problems }) => problems);
  }

  /** The visible content, for the message of a failure. */
  async evidence(name) {
    const pages = this.#contexts.flatMap(({ context }) => context.pages());
    const seen = await Promise.all(pages.map(async (page, i) => {
      const folder = process.env.MCP_WEB_EVIDENCE;
      if (folder) {
        mkdirSync(folder, { recursive: true });
        const path = join(folder, `inspector_page-${name}-${i}.png`.replace(/[^\w.-]+/g, '_'));
        await page.screenshot({ path, timeout: 5_000 });
      }
      return `${page.url()}\n${await page.locator('body').ariaSnapshot({ timeout: 5_000 })}`;
    }));
    return [...seen, this.#server?.output].join('\n');
  }

  async clear() {
    await Promise.all(this.#contexts.map(({ context }) => context.close()));
    await Promise.all(this.#endings.map((end) => end()));
    this.#scratch.remove();
  }
}

/** The error, with the visible content of the pages. */
async function failure(name, stage, error) {
  const evidence = await stage.evidence(name).catch((cause) => `no evidence: ${cause.message}`);
  const lines = [error.message, ...stage.problems.map((each) => `PROBLEM ${each}`), evidence];
  const failed = new Error(lines.join('\n').replace(/\u001b\[\d+m/g, ''));
  const frames = error.stack.split('\n').filter((line) => /^ +at .*\.mjs/.test(line));
  failed.stack = [failed.message, ...frames].join('\n');
  return failed;
}

/** A test; it also fails when a page reports a problem, such as a request to anywhere else. */
export function play(name, body) {
  test(name, async () => {
    const stage = new Stage();
    try {
      await inTime(body(stage));
      assert.deepEqual(stage.problems, []);
    } catch (error) {
      throw await failure(name, stage, error);
    } finally {
      await stage.clear();
    }
  });
}
