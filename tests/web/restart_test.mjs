// The bridge is killed and restarted while a page shows a chat.
import assert from 'node:assert/strict';

import { brokenNetwork } from './support/browser.mjs';
import { Chat } from './support/chat.mjs';
import { says, step, to, writes } from './support/model.mjs';
import { play } from './support/play.mjs';

const answers = [
  to('Create', step([says('I will.'), writes('a.txt', 'what it holds\n')]), step([says('It is there.')])),
  to('And now?', step([says('I am back.')])),
  to('Count', step([says('one two three four five six', { piece: 4 })], { drip_ms: 300 })),
];

play('an approval is open again', { answers }, async (stage) => {
  const chat = new Chat(await stage.open('/', { expected: brokenNetwork }));
  await chat.send('Create');
  await chat.approval('write_file').waitFor();
  await stage.bridge.kill('SIGKILL');
  await chat.saying('badge.reconnecting').waitFor();
  await stage.bridge.start();
  await chat.connected();
  await chat.approval('write_file').getByText('what it holds').waitFor();
  assert.ok(!stage.bridge.has('a.txt'));
  await chat.button('approval.allow_once').click();
  await chat.hears('It is there.');
  await chat.rests();
  assert.equal(stage.bridge.contentOf('a.txt'), 'what it holds\n');
  const said = (await chat.said()).join('\n');
  for (const text of ['I will.', 'It is there.']) assert.equal(said.split(text).length, 2, said);
  const { messages } = await stage.bridge.rest(new URL(chat.page.url()).pathname
    .replace('/chat/', '/api/sessions/'));
  assert.deepEqual(messages.map(({ role }) => role), ['user', 'assistant', 'user', 'assistant']);
});

play('a chat goes on after an answer was lost', { answers }, async (stage) => {
  const chat = new Chat(await stage.open('/', { expected: brokenNetwork }));
  await chat.send('Count');
  await chat.hears('one');
  await stage.bridge.kill('SIGKILL');
  await chat.saying('badge.reconnecting').waitFor();
  await stage.bridge.start();
  await chat.connected();
  await chat.rests();
  await chat.send('And now?');
  await chat.hears('I am back.');
  assert.equal(await chat.articles.getByText('six').count(), 0);
});

play('a screen that could not be filled is, once the bridge is back', {}, async (stage) => {
  const chat = new Chat(await stage.open('/', { expected: brokenNetwork }));
  await chat.saying('session.none').waitFor();
  await stage.bridge.kill('SIGKILL');
  await chat.by('link', 'nav.rules').click();
  await chat.saying('error.unreachable').waitFor();
  await stage.bridge.start();
  await chat.saying('rules.none').waitFor();
  assert.equal(await chat.saying('error.unreachable').count(), 0);
});
