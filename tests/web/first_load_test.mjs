// The bytes that are loaded before the page is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { play } from './support/play.mjs';
import { weigh } from './support/weight.mjs';

const most = 300_000;
const least = 100_000; // less means that a file is missing

if (process.env.MCP_WEB_ROOT) {
  test('the first load', { skip: 'the page of MCP_WEB_ROOT is not compressed' });
} else {
  play('the first load is at most 300 kB', {}, async (stage) => {
    const page = await stage.open();
    const weight = await weigh(page);
    await page.goto(stage.bridge.url, { waitUntil: 'networkidle' });
    const assets = weight.loaded.filter((path) => path.startsWith('/assets/'));
    const what = `${weight.bytes} bytes: ${weight.loaded}`;
    assert.ok(assets.length > 0 && weight.bytes > least, what);
    assert.ok(weight.bytes <= most, what);
  });
}
