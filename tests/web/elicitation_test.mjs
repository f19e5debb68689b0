// A server asks the person, in either era, and the form answers.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to, uses } from './support/model.mjs';
import { play } from './support/play.mjs';

const deploys = (server) => [to('Deploy',
  step([uses(server, 'deploy', { app: 'shop' })]),
  step([says('Told.')]))];

async function question(chat, server, words) {
  const group = chat.by('group', 'elicitation.server_asks', { server });
  await group.getByText(words).waitFor();
  return group;
}

for (const [era, server] of [['newest', 'features'], ['legacy', 'older']]) {
  play(`answered, in the ${era} era`, { answers: deploys(server) }, async (stage) => {
    const page = await stage.open();
    const chat = new Chat(page);
    await chat.send('Deploy');
    await chat.button('approval.allow_once').click();
    const first = await question(chat, server, 'Deploy shop?');
    await chat.saying('badge.awaiting_input').waitFor();
    await first.getByLabel('yes').check();
    await first.getByRole('button', { name: chat.text('elicitation.accept') }).click();
    const second = await question(chat, server, 'Where?');
    await second.getByRole('button', { name: chat.text('elicitation.accept') }).click();
    await second.getByText(chat.text('schema.required')).waitFor();
    assert.equal(await second.getByLabel('region').evaluate((field) => field === document.activeElement),
      true, 'the focus goes to what is missing');
    await second.getByLabel('region').selectOption('south');
    await second.getByLabel('town').fill('a name that is much too long');
    await second.getByRole('button', { name: chat.text('elicitation.accept') }).click();
    await second.getByText(chat.text('schema.max_length', { limit: 20 })).waitFor();
    await second.getByLabel('town').fill('ville');
    await second.getByRole('button', { name: chat.text('elicitation.accept') }).click();
    await chat.hears('Told.');
    await chat.card('deploy').click();
    await chat.by('region', 'tool.result').getByText('deployed to southville in 3 runs').waitFor();
  });

  play(`declined, in the ${era} era`, { answers: deploys(server) }, async (stage) => {
    const chat = new Chat(await stage.open());
    await chat.send('Deploy');
    await chat.button('approval.allow_once').click();
    const asked = await question(chat, server, 'Deploy shop?');
    await asked.getByRole('button', { name: chat.text('elicitation.decline') }).click();
    await chat.hears('Told.');
    await chat.card('deploy').click();
    await chat.by('region', 'tool.result').getByText('declined').waitFor();
  });
}

play('a question survives a reload, and is settled in every tab', { answers: deploys('features') },
  async (stage) => {
    const page = await stage.open();
    const one = new Chat(page);
    await one.send('Deploy');
    await one.button('approval.allow_once').click();
    await question(one, 'features', 'Deploy shop?');
    await page.reload();
    await question(one, 'features', 'Deploy shop?');
    const second = await page.context().newPage();
    await second.goto(page.url());
    const two = new Chat(second);
    const asked = await question(two, 'features', 'Deploy shop?');
    await asked.getByRole('button', { name: two.text('elicitation.cancel') }).click();
    await one.hears('Told.');
    assert.equal(await one.by('group', 'elicitation.server_asks').count(), 0);
  });
