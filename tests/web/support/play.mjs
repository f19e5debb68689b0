// A test of the page.
import { after, test } from 'node:test';

import { closeBrowser } from './browser.mjs';
import { inTime } from './in_time.mjs';
import { Stage } from './stage.mjs';

after(closeBrowser);

/** The error, with the visible content of the pages. */
async function failure(name, stage, error) {
  const problems = stage.bridge ? await stage.problems().catch(() => []) : [];
  const evidence = await stage.evidence(name).catch((cause) => `no evidence: ${cause.message}`);
  const lines = [error.message, ...problems.map((each) => `PROBLEM ${each}`), evidence];
  const told = new Error(lines.join('\n').replace(/\u001b\[\d+m/g, ''));
  const frames = error.stack.split('\n').filter((line) => /^ +at .*_test\.mjs/.test(line));
  told.stack = [told.message, ...frames].join('\n');
  return told;
}

/**
 * A test on a stage made from `options`, see `Stage.set`. It also fails when a page reports a problem,
 * or the fake model got a request that the API would have rejected.
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
