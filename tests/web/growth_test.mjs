// While an answer grows, its end stays visible in every painted frame.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step } from './support/model.mjs';
import { play } from './support/play.mjs';

const lines = 60;
const poem = Array.from({ length: lines }, (_, i) => `- line ${i + 1}`).join('\n');
const slowly = step([says(poem, { piece: 12 })], { drip_ms: 40 });

// Runs in the page. After each change of size, and before it is painted, measures how far the end of the
// last message is from that of the list, and how far the list is from its end. Observers are called in
// the order in which they were created.
function watchEnds(conversation) {
  const seen = [];
  const feed = conversation.querySelector('[role=feed]');
  const message = feed.querySelector('[role=article]:last-child, article:last-child');
  new ResizeObserver(() => {
    const { scrollHeight, scrollTop, clientHeight } = conversation;
    seen.push({
      beyondList: Math.round(message.getBoundingClientRect().bottom - feed.getBoundingClientRect().bottom),
      belowSight: Math.round(scrollHeight - scrollTop - clientHeight),
    });
  }).observe(message);
  return seen;
}

for (const reducedMotion of ['reduce', 'no-preference']) {
  play(`what grows does not jump, motion: ${reducedMotion}`, { otherwise: slowly }, async (stage) => {
    const chat = new Chat(await stage.open('/', { reducedMotion }));
    await chat.send('Go');
    await chat.articles.getByText('line 2', { exact: true }).waitFor();
    const watched = await chat.conversation.evaluateHandle(watchEnds);
    await chat.hears(`line ${lines}`);
    await chat.rests();
    const seen = await watched.jsonValue();
    assert.ok(seen.length > 0); // a slow browser paints few of them
    assert.deepEqual(seen.filter((each) => each.beyondList > 1 || each.belowSight > 1), []);
  });
}
