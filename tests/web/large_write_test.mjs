// A file of three megabytes: its approval is shown, and the file is written exactly.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to, writes } from './support/model.mjs';
import { play } from './support/play.mjs';

const line = (i) => `line ${i}: the quick brown fox jumps over the lazy dog\n`;
const content = Array.from({ length: 54_000 }, (_, i) => line(i)).join('');

play('a file of three megabytes is asked for and written', {
  answers: [to('Write', step([writes('large.txt', content)]), step([says('It is done.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open('/'));
  await chat.send('Write it');
  const approval = chat.approval('write_file');
  await approval.getByRole('button', { name: chat.text('approval.allow_once') }).click();
  await chat.hears('It is done.');
  await chat.rests();
  assert.equal(stage.bridge.contentOf('large.txt'), content);
});
