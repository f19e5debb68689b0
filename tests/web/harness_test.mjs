// What the other tests stand on: the programs, the browser, and the network in between.
import assert from 'node:assert/strict';

import { brokenNetwork } from './support/browser.mjs';
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
