// After a reload a chat shows the same content.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to, writes } from './support/model.mjs';
import { play } from './support/play.mjs';

const answers = [to('Create', step([writes('a.txt', 'what it holds\n')]), step([says('Done.')]))];

/** The figures of the chat in its head, and those of its last message. */
async function figures(chat) {
  const pill = chat.page.getByRole('button', { name: chat.words('usage.of_chat') });
  const footer = chat.articles.last().locator('footer');
  return [await pill.innerText(), (await footer.innerText()).split('\n').slice(0, 3)];
}

play('the change of a file, and what the chat has cost', { answers }, async (stage) => {
  const chat = new Chat(await stage.open('/'));
  await chat.send('Create');
  await chat.approval('write_file').getByText('what it holds').waitFor();
  await chat.button('approval.allow_once').click();
  await chat.hears('Done.');
  await chat.rests();
  const before = await figures(chat);
  assert.match(before[0], /\$/);
  await chat.page.reload();
  await chat.hears('Done.');
  assert.deepEqual(await figures(chat), before);
  await chat.card('write_file').click();
  const change = chat.by('region', 'tool.change');
  await change.getByText('what it holds').waitFor();
  await chat.page.goto(`${stage.url}/usage`);
  const row = chat.page.getByRole('row', { name: /Create/ });
  await row.getByText('$').waitFor();
});
