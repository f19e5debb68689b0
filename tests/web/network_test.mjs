// After faults of the network a chat shows the same content as without them.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { brokenNetwork } from './support/browser.mjs';
import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { says, step, to } from './support/model.mjs';
import { play } from './support/play.mjs';
import { lastWords, tale, toldCalmly } from './support/tale.mjs';

// So high that all messages are visible, and so in the document.
const viewport = { width: 1280, height: 6000 };
const options = { answers: [tale], proxy: true };

async function ends(chat, told) {
  await chat.hears(lastWords);
  await chat.rests();
  assert.deepEqual(await chat.said(), told);
}

play('a reload in the middle of an answer', options, async (stage) => {
  const told = await toldCalmly(stage, { viewport });
  const page = await stage.open('/', { viewport });
  const chat = new Chat(page);
  await chat.send('Tell me a tale');
  for (const words of ['Part 1', 'Part 3', 'Part 5']) {
    await chat.hears(words);
    await page.reload();
  }
  await ends(chat, told);
});

play('five seconds offline', {
  ...options, answers: [tale, to('Meanwhile', step([says('I was away.')]))],
}, async (stage) => {
  const told = await toldCalmly(stage, { viewport });
  const page = await stage.open('/', { viewport, expected: brokenNetwork });
  const chat = new Chat(page);
  await chat.send('Tell me a tale');
  await chat.hears('Part 2');
  stage.proxy.offline = true;
  await page.context().setOffline(true);
  await chat.saying('badge.offline').waitFor();
  await chat.enter('Meanwhile');
  await chat.saying('chat.queued').waitFor();
  await pause(5_000);
  stage.proxy.offline = false;
  await page.context().setOffline(false);
  await chat.hears('I was away.');
  await chat.rests();
  const said = await chat.said();
  assert.deepEqual(said.slice(0, 2), told);
  assert.equal(said.length, 4);
});

play('colours of a program that do not come at once', {
  answers: [to('Show', step([says('```js\nconst answer = 42;\n```')]))],
}, async (stage) => {
  const page = await stage.open('/', { expected: brokenNetwork });
  let asked = 0;
  await page.route('**/assets/markupWorker-*.js',
    (route) => (++asked === 1 ? route.abort('internetdisconnected') : route.continue()));
  await new Chat(page).send('Show');
  await page.locator('code .hljs-keyword').waitFor();
  assert.ok(asked >= 2, `${asked} times`);
});

for (const limit of [{ framesPerSocket: 4 }, { framesPerSocket: 15 }, { bytesPerSocket: 4001 }]) {
  const [name, value] = Object.entries(limit)[0];
  play(`a socket that breaks: ${name} ${value}`, options, async (stage) => {
    const told = await toldCalmly(stage, { viewport });
    const page = await stage.open('/', { viewport, expected: brokenNetwork });
    await page.addInitScript(() => {
      Math.random = () => 0; // the page waits a random time before it reconnects; here it does not
    });
    const chat = new Chat(page);
    Object.assign(stage.proxy, limit);
    await page.goto(stage.url);
    await chat.send('Tell me a tale');
    await ends(chat, told);
    assert.ok(stage.proxy.cuts > 0); // a slow page gets merged frames, so there may be few cuts
  });
}

play('a network that is silent is found out', options, async (stage) => {
  const told = await toldCalmly(stage, { viewport });
  const page = await stage.open('/', { viewport, expected: brokenNetwork });
  await page.clock.install();
  await page.goto(stage.url);
  const chat = new Chat(page);
  await chat.send('Tell me a tale');
  await chat.hears('Part 2');
  stage.proxy.silent = true;
  await eventually('a page that reconnects', async () => {
    await page.clock.fastForward(30_000);
    const told = chat.saying('badge.reconnecting').waitFor({ timeout: 1_000 });
    return told.then(() => true, () => false);
  });
  stage.proxy.silent = false;
  await ends(chat, told);
});
