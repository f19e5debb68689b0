// One chat in two tabs.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { says, step, to, uses } from './support/model.mjs';
import { play } from './support/play.mjs';
import { lastWords, tale } from './support/tale.mjs';

// So high that all messages are visible, and so in the document.
const viewport = { width: 1280, height: 6000 };

play('an answer and an approval are the same in both', {
  answers: [tale, to('Say', step([uses('features', 'echo', { text: 'hi', times: 2 })]),
    step([says('Said.')]))],
}, async (stage) => {
  const page = await stage.open('/', { viewport });
  const one = new Chat(page);
  await one.send('Tell me a tale');
  await one.hears('Part 1');
  const second = await page.context().newPage();
  await second.goto(page.url());
  const two = new Chat(second);
  for (const chat of [one, two]) {
    await chat.hears(lastWords);
    await chat.rests();
  }
  await two.send('Say hi');
  await one.approval('echo').waitFor();
  await two.approval('echo').waitFor();
  await one.button('approval.allow_once').click();
  await two.saying('chat.answered_tab').waitFor();
  for (const chat of [one, two]) {
    await chat.hears('Said.');
    await chat.rests();
    assert.equal(await chat.approval('echo').count(), 0);
    await chat.card('echo').filter({ hasText: chat.words('tool.done') }).waitFor();
  }
  assert.equal(await one.saying('chat.answered_tab').count(), 0);
  assert.deepEqual(await two.said(), await one.said());
  await eventually('the same events in both', async () => await one.seq() === await two.seq());
});
