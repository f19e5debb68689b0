// Text of models, servers and files is shown as text; no script in it runs.
import assert from 'node:assert/strict';

import { apiName } from './support/api_name.mjs';
import { Chat } from './support/chat.mjs';
import { activeContentOf, allHostile, disguisedNames, hostileTexts } from './support/hostile_texts.mjs';
import { says, step, thinks, to, uses, writes } from './support/model.mjs';
import { play } from './support/play.mjs';
import { scriptedServer } from './support/scripted.mjs';

const expectHarmless = async (page) => assert.deepEqual(await activeContentOf(page), []);
const viewport = { width: 1280, height: 8000 };

// The page must be safe even without the bridge's Content-Security-Policy.
for (const bypassCSP of [false, true]) {
  const policy = bypassCSP ? 'without a policy' : 'with the policy';

  play(`in what the model and the person say, ${policy}`, {
    answers: [to('script', step([thinks(allHostile), says(`${allHostile}\n\nThe end.`, { piece: 9 })]))],
  }, async (stage) => {
    const page = await stage.open('/', { viewport, bypassCSP });
    const chat = new Chat(page);
    await chat.send(allHostile);
    await chat.hears('The end.');
    await chat.rests();
    await chat.button('chat.thought').click();
    await expectHarmless(page);
    for (const link of await chat.conversation.getByRole('link').all()) {
      assert.match(await link.getAttribute('href'), /^(https?:|mailto:|\/)/);
      assert.match(await link.getAttribute('rel'), /noopener/);
    }
    await page.reload();
    await chat.hears('The end.');
    await expectHarmless(page);
    await page.keyboard.press('Control+k');
    await chat.by('dialog', 'palette.title').waitFor();
    await expectHarmless(page);
  });

  play(`in titles of chats, ${policy}`, {}, async (stage) => {
    for (const text of Object.values(hostileTexts)) {
      const { id } = await stage.bridge.rest('/api/sessions', { method: 'POST', body: {} });
      const title = text.replace(/\0/g, '').slice(0, 150);
      await stage.bridge.rest(`/api/sessions/${id}`, { method: 'PATCH', body: { title } });
    }
    const page = await stage.open('/', { viewport, bypassCSP });
    const chat = new Chat(page);
    await chat.by('navigation', 'nav.chats').getByRole('link').nth(20).waitFor();
    await expectHarmless(page);
    await chat.by('navigation', 'nav.chats').getByRole('link').first().click();
    await page.goto(`${stage.url}/usage`);
    await chat.by('heading', 'usage.by_chat').waitFor();
    await expectHarmless(page);
  });
}

// Tools with three texts each: in the title, the description and the result. If the tool is not offered to
// a model, a text is also the name of its argument: the Messages API accepts only plain names.
const texts = Object.values(hostileTexts);
const toolsThatTake = (nameOfArgument) => Array.from({ length: Math.ceil(texts.length / 3) }, (_, i) => {
  const [name, said, answered] = [0, 1, 2].map((next) => texts[(3 * i + next) % texts.length]);
  return {
    tool: {
      name: `${i} ${name}`.slice(0, 100), title: said, description: said,
      inputSchema: {
        type: 'object', title: said,
        properties: { [nameOfArgument(said)]: { type: 'string', title: said, description: name, enum: [said, 'a'] } },
      },
      annotations: { title: said, readOnlyHint: true },
    },
    progress: [{ progress: 1, total: 2, message: answered }],
    result: {
      content: [{ type: 'text', text: answered },
        { type: 'resource_link', uri: `javascript:${answered}`, name: answered },
        { type: 'resource', resource: { uri: answered, mimeType: answered, text: answered } },
        {
          type: 'image', mimeType: 'image/svg+xml',
          data: Buffer.from(answered).toString('base64'),
        }],
      structuredContent: { [answered]: answered },
      ...(i % 2 && { isError: true }),
    },
  };
});

const badName = '<img src=x onerror=hacked=1>';
const serverOf = (tools) => (workspace) => ({ [badName]: scriptedServer(workspace, tools) });
const toolsForPeople = toolsThatTake((hostile) => hostile);
const toolsForModels = toolsThatTake(() => 'text');

play('in a server, its tools and their results, in the inspector', {
  servers: serverOf(toolsForPeople), key: false,
}, async (stage) => {
  const page = await stage.open('/inspector', { viewport, bypassCSP: true });
  const chat = new Chat(page);
  await page.getByRole('link', { name: '<img src=x' }).click();
  await page.getByRole('button', { name: '<script>' }).first().waitFor();
  await expectHarmless(page);
  for (const [i] of toolsForPeople.entries()) {
    await page.getByRole('listitem').getByRole('button', { name: new RegExp(`^${i} `) }).click();
    await chat.by('tab', 'inspector.schema').click();
    await chat.by('tab', 'inspector.run').click();
    await chat.button('inspector.run').click();
    await chat.by('status', 'tool.result').waitFor();
    await expectHarmless(page);
  }
});

play('in approvals, arguments, progress and results', {
  servers: serverOf(toolsForModels),
  answers: [to('Run', step(toolsForModels.map(({ tool: { name } }, i) => ({
    ...uses('', '', { [texts[i]]: texts[i], more: allHostile }),
    name: apiName(badName, name),
  }))), step([says('That was all.')]))],
}, async (stage) => {
  const page = await stage.open('/', { viewport, bypassCSP: true });
  const chat = new Chat(page);
  await chat.send('Run');
  const allow = chat.button('approval.allow_once');
  await allow.nth(toolsForModels.length - 1).waitFor();
  await expectHarmless(page);
  for (let left = toolsForModels.length; left > 0; --left) await allow.first().click();
  await chat.hears('That was all.');
  const folded = chat.conversation.getByRole('button', { expanded: false });
  while (await folded.count() > 0) await folded.first().click();
  await expectHarmless(page);
});

play('in names of files, of which none hides what it is', {
  answers: [to('Create', step(Object.values(disguisedNames).map((name) => writes(name, 'x'))),
    step([says('Done.')]))],
}, async (stage) => {
  const page = await stage.open('/', { viewport });
  const chat = new Chat(page);
  await chat.send('Create');
  const approvals = chat.approval('write_file');
  await approvals.nth(4).waitFor();
  const shown = (await approvals.allInnerTexts()).join('\n');
  assert.doesNotMatch(shown, /[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u,
    'characters that are not seen, or turn the order, are spelled out where a person decides');
  await expectHarmless(page);
  for (let left = 5; left > 0; --left) {
    await chat.button('approval.deny').first().click();
    await approvals.nth(left - 1).waitFor({ state: 'detached' }); // the others move, and ignore clicks
  }
  await chat.hears('Done.');
});

// In a form, and in an address to open.
const questions = texts.slice(0, 6).flatMap((text) => [{
  message: text,
  requestedSchema: {
    type: 'object',
    properties: {
      [text]: { type: 'string', title: text, description: text, default: text },
      one: { type: 'string', title: text, oneOf: [{ const: text, title: text }] },
    },
  },
}, { mode: 'url', message: text, url: `javascript:${text}`, elicitationId: text }]);

play('in questions of a server', {
  servers: (workspace) => ({
    [badName]: scriptedServer(workspace, [{
      tool: { name: '<ask>', inputSchema: { type: 'object' } },
      asks: questions, result: { content: [] },
    }]),
  }),
  answers: [to('Ask', step([{ ...uses('', '', {}), name: apiName(badName, '<ask>') }]),
    step([says('That was all.')]))],
}, async (stage) => {
  const page = await stage.open('/', { viewport, bypassCSP: true });
  const chat = new Chat(page);
  await chat.send('Ask');
  await chat.button('approval.allow_once').click();
  for (const { url } of questions) {
    const question = chat.by('group', 'elicitation.server_asks');
    await (url ? question.getByText(chat.words('elicitation.bad_address'))
      : question.getByRole('combobox')).waitFor();
    await expectHarmless(page);
    await question.getByRole('button', { name: chat.text('elicitation.decline') }).click();
  }
  await chat.hears('That was all.');
  await expectHarmless(page);
});
