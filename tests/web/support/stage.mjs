// A test of the page: programs, a browser, and at the end nothing of them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Bridge } from './bridge.mjs';
import { openContext } from './browser.mjs';
import { startModel } from './model.mjs';
import { Proxy } from './proxy.mjs';
import { scratch } from './programs.mjs';

// Far above what any test needs, so that only a hang meets it.
const patience = 75_000;

/** What a test plays on: `bridge`, and `proxy` in front of it when there is one. */
export class Stage {
  #scratch = scratch();
  #model;
  #contexts = [];

  async set({ answers = [], otherwise, key = true, servers, config, proxy = false }) {
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
  /** Where the browser finds the bridge. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A new profile of a browser, and in it a page at `path` of the bridge. */
  async open(path = '/', options = {}) {
    const opened = await openContext(this.url, options);
    this.#contexts.push(opened);
    const page = await opened.context.newPage();
    await page.goto(this.bridge.address(this.#port));
    if (path !== '/') await page.goto(this.url + path);
    return page;
  }

  /** What went wrong without anybody looking. */
  async problems() {
    const complaints = await this.#model?.complaints();
    const problems = this.#contexts.flatMap((each) => each.problems);
    return complaints ? [...problems, `the model: ${complaints}`] : problems;
  }

  /** What is to be seen, for the message of a failure. */
  async evidence(name) {
    const pages = this.#contexts.flatMap(({ context }) => context.pages());
    const seen = await Promise.all(pages.map(async (page, i) => {
      const folder = process.env.MCP_WEB_EVIDENCE;
      if (folder) {
        mkdirSync(folder, { recursive: true });
        const file = `${name}-${i}`.replace(/[^\w-]+/g, '_');
        await page.screenshot({ path: join(folder, `${file}.png`), timeout: 5_000 });
      }
      return `${page.url()}\n${await page.locator('body').ariaSnapshot({ timeout: 5_000 })}`;
    }));
    return [...seen, this.bridge?.output ?? ''].join('\n');
  }

  async clear() {
    await Promise.all(this.#contexts.map(({ context }) => context.close()));
    this.proxy?.stop();
    await this.bridge?.kill('SIGKILL');
    await this.#model?.complaints();
    this.#scratch.remove();
  }
}

/** Rejects when `work` takes too long. */
async function inTime(work) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${patience / 1000} s`)), patience);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function failure(name, stage, error) {
  const problems = stage.bridge ? await stage.problems().catch(() => []) : [];
  const evidence = await stage.evidence(name).catch((cause) => `no evidence: ${cause.message}`);
  error.message += `\n\n${problems.map((each) => `PROBLEM ${each}\n`).join('')}\n${evidence}`;
  return error;
}

/**
 * A test that has the stage as `options` set it, see `Stage.set`. It also fails when a page reports
 * a problem, or the model a request that the API would have refused.
 */
export function play(name, options, body) {
  test(name, async () => {
    const stage = new Stage();
    try {
      await inTime((async () => {
        await stage.set(options);
        await body(stage);
      })());
      const problems = await stage.problems();
      if (problems.length > 0) throw new Error('there were problems');
    } catch (error) {
      throw await failure(name, stage, error);
    } finally {
      await stage.clear();
    }
  });
}
