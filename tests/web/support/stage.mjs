// The environment of a test of the page: programs and a browser, all stopped at the end.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Bridge } from './bridge.mjs';
import { openContext } from './browser.mjs';
import { startModel } from './model.mjs';
import { startProtectedServer } from './protected_server.mjs';
import { Proxy } from './proxy.mjs';
import { scratch } from './programs.mjs';

const longLine = /^(.{200}).+$/gm;

/** `bridge`, and `proxy` in front of it when there is one. */
export class Stage {
  #scratch = scratch();
  #model;
  #contexts = [];

  /** `protect`: options of a server `web` that wants a login, see protected_server.mjs. */
  async set({ answers = [], otherwise, key = true, servers, config, proxy = false, protect }) {
    if (protect) {
      this.protected = await startProtectedServer(protect);
      servers = () => ({ web: { url: this.protected.url } });
    }
    if (key) this.#model = await startModel(this.#scratch.path, answers, otherwise);
    this.bridge = new Bridge(this.#scratch.path, { model: this.#model?.url, servers, config });
    await this.bridge.start();
    if (!proxy) return;
    this.proxy = new Proxy(this.bridge.port);
    await this.proxy.start();
  }

  get #port() {
    return this.proxy?.port ?? this.bridge.port;
  }
  /** The address of the bridge for the browser. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /**
   * A page at `path` of the bridge, in a new profile of the browser. `token` null: without the token of
   * the printed address.
   */
  async open(path = '/', { token = this.bridge.token, ...options } = {}) {
    const opened = await openContext(this.url, options);
    this.#contexts.push(opened);
    const page = await opened.context.newPage();
    if (token !== null) await page.goto(this.bridge.address(this.#port));
    if (token === null || path !== '/') await page.goto(this.url + path);
    return page;
  }

  /** The problems that the pages and the model reported. */
  async problems() {
    const complaints = await this.#model?.complaints();
    const problems = this.#contexts.flatMap((each) => each.problems);
    return complaints ? [...problems, `the model: ${complaints}`] : problems;
  }

  /** The visible content, for the message of a failure. */
  async evidence(name) {
    const pages = this.#contexts.flatMap(({ context }) => context.pages());
    const seen = await Promise.all(pages.map(async (page, i) => {
      const folder = process.env.MCP_WEB_EVIDENCE;
      if (folder) {
        mkdirSync(folder, { recursive: true });
        const file = `${name}-${i}`.replace(/[^\w-]+/g, '_');
        await page.screenshot({ path: join(folder, `${file}.png`), timeout: 5_000 });
      }
      const shown = await page.locator('body').ariaSnapshot({ timeout: 5_000 });
      return `${page.url()}\n${shown.replace(/^- complementary:\n(  .*\n)*/m, '')}`;
    }));
    const log = this.bridge?.output.split('\n').filter((line) => !line.includes('"level":"info"'));
    return [...seen, ...(log ?? [])].join('\n').replace(longLine, '$1...');
  }

  async clear() {
    await Promise.all(this.#contexts.map(({ context }) => context.close()));
    this.proxy?.stop();
    await this.bridge?.kill('SIGKILL');
    await this.protected?.stop();
    await this.#model?.complaints();
    this.#scratch.remove();
  }
}
