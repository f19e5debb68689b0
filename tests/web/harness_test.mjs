// Tests of the test support: the programs, the browser, and the network in between.
import assert from 'node:assert/strict';

import { brokenNetwork, openContext } from './support/browser.mjs';
import { eventually } from './support/eventually.mjs';
import { activeContentOf } from './support/hostile_texts.mjs';
import { says, step, to, writes } from './support/model.mjs';
import { rawChat, spokenIn } from './support/raw_chat.mjs';
import { play } from './support/play.mjs';

const answers = [to('Crie', step([says('Vou criar.'), writes('a/oi.txt', 'Olá\n')]),
  step([says('Pronto.')]))];

play('a chat in the native dialect writes a file', { answers }, async (stage) => {
  const page = await stage.open();
  const frames = await rawChat(page, ['Crie', 'E agora?']);
  assert.equal(spokenIn(frames), 'Vou criar.Pronto.Sim.');
  assert.equal(stage.bridge.contentOf('a/oi.txt'), 'Olá\n');
});

play('the network breaks a socket after the frames that it is told', { answers, proxy: true },
  async (stage) => {
    const page = await stage.open('/health', { expected: brokenNetwork });
    for (const [limit, heard] of [[3, 3], [7, 7]]) {
      stage.proxy.framesPerSocket = limit;
      const failure = await rawChat(page, ['Crie']).catch((error) => error);
      assert.match(failure.message, new RegExp(`closed: 1006 after ${heard} frames`));
    }
    stage.proxy.framesPerSocket = Infinity;
    stage.proxy.bytesPerSocket = 700;
    await assert.rejects(rawChat(page, ['Crie']), /closed: 1006 after [12] frames/);
    assert.equal(stage.proxy.cuts, 3);
  });

play('what must not happen in a page is noticed', {}, async (stage) => {
  const { context, problems } = await openContext(stage.url);
  const page = await context.newPage();
  await page.goto(stage.bridge.address());
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<p style="color: red">x</p>');
    console.error('an error');
    setTimeout(() => { throw new Error('an exception'); });
    setTimeout(() => alert('a dialog'));
    void fetch('https://elsewhere.invalid/').catch(() => undefined);
  });
  for (const what of [/Content-Security-Policy: style-src/, /console: an error/, /an exception/,
    /dialog: a dialog/, /console: .*elsewhere\.invalid/]) {
    await eventually(() => `${what} in ${problems}`, () => problems.some((each) => what.test(each)));
  }
  await context.close();
});

play('hostile texts act where they are taken for more than text', {}, async (stage) => {
  const { context } = await openContext(stage.url, { bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${stage.url}/health`);
  await page.setContent('<img src=x onerror=window.hacked=1><a href="javascript:0">x</a>');
  await eventually('an execution', async () =>
    (await activeContentOf(page)).includes('something was executed'));
  assert.ok((await activeContentOf(page)).some((each) => each.startsWith('A href=javascript:')));
  await context.close();
});
