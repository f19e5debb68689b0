// Elicitation in both eras: a server's request becomes a form, and the form's content is the response.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to, uses } from './support/model.mjs';
import { play } from './support/play.mjs';
import { scriptedServer } from './support/scripted.mjs';

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

const everyField = {
  type: 'object',
  required: ['mail', 'count'],
  properties: {
    mail: { type: 'string', format: 'email', title: 'Your mail' },
    day: { type: 'string', format: 'date' },
    count: { type: 'integer', minimum: 2, maximum: 5 },
    part: { type: 'number', default: 0.5 },
    sure: { type: 'boolean', default: true },
    size: { type: 'string', enum: ['s', 'l'], enumNames: ['Small', 'Large'], default: 's' },
    colours: {
      type: 'array', title: 'Colours', minItems: 1,
      items: { type: 'string', enum: ['red', 'green', 'blue'] },
    },
  },
};
const address = 'https://login.example.com/a?b=c';
const asks = (...questions) => ({
  servers: (workspace) => ({
    scripted: scriptedServer(workspace, [{
      tool: { name: 'ask', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
      asks: questions, result: { content: [] },
    }]),
  }),
  answers: [to('Ask', step([uses('scripted', 'ask', {})]), step([says('Told.')]))],
});

play('every kind of field', asks({ message: 'All of it', requestedSchema: everyField }),
  async (stage) => {
    const page = await stage.open();
    const chat = new Chat(page);
    await chat.send('Ask');
    await chat.button('approval.allow_once').click();
    const form = await question(chat, 'scripted', 'All of it');
    const send = form.getByRole('button', { name: chat.text('elicitation.accept') });
    await form.getByLabel('Your mail').fill('nobody');
    await form.getByLabel('count').fill('7');
    await send.click();
    await form.getByText(chat.text('schema.format', { limit: 'email' })).waitFor();
    await form.getByText(chat.text('schema.maximum', { limit: 5 })).waitFor();
    await form.getByLabel('Your mail').fill('me@example.com');
    await form.getByLabel('day').fill('2026-11-20');
    await form.getByLabel('count').fill('3');
    await form.getByLabel('size').selectOption('Large');
    for (const colour of ['red', 'blue']) {
      await form.getByRole('group', { name: /Colours/ }).getByLabel(colour).check();
    }
    await send.click();
    await chat.hears('Told.');
    await chat.card('ask').click();
    const told = JSON.parse(await chat.by('region', 'tool.result').innerText());
    assert.deepEqual(told, {
      action: 'accept',
      content: {
        mail: 'me@example.com', day: '2026-11-20', count: 3, part: 0.5, sure: true, size: 'l',
        colours: ['red', 'blue'],
      },
    });
  });

play('an address to open', asks({
  mode: 'url', message: 'Please log in', url: address, elicitationId: 'one',
}), async (stage) => {
  const page = await stage.open('/', {
    expected: [/^popup: /, /^request to https:\/\/login\.example\.com\//],
  });
  await page.context().route(address, (route) => route.fulfill({ body: 'The page to log in.' }));
  const chat = new Chat(page);
  await chat.send('Ask');
  await chat.button('approval.allow_once').click();
  const asked = await question(chat, 'scripted', 'Please log in');
  await asked.getByText('login.example.com', { exact: true }).waitFor();
  await asked.getByText(address, { exact: true }).waitFor();
  const opened = page.context().waitForEvent('page');
  await asked.getByRole('button', { name: chat.text('elicitation.open') }).click();
  const other = await opened;
  await other.getByText('The page to log in.').waitFor();
  assert.equal(other.url(), address);
  assert.equal(await other.evaluate(() => opener), null);
  await chat.hears('Told.');
  await chat.card('ask').click();
  await chat.by('region', 'tool.result').getByText('"accept"').waitFor();
});
