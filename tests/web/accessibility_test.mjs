// axe-core finds no serious violation, on any screen, in light and dark.
import assert from 'node:assert/strict';

import { violationsOf } from './support/accessibility.mjs';
import { Chat } from './support/chat.mjs';
import { refuses, says, step, thinks, to, uses, writes } from './support/model.mjs';
import { rawChat, sessionIn } from './support/raw_chat.mjs';
import { play } from './support/play.mjs';

const answers = [
  to('Show', step([thinks('What is there to **show**?'), says(`# A heading

Text with \`code\`, [a link](https://example.com) and **words**.

| a | b |
|---|---|
| 1 | 2 |

- [x] done
- [ ] not done

> said

\`\`\`js
const answer = 42; // of course
\`\`\`
`)])),
  to('Create', step([writes('a.txt', 'new\nlines\n', { mode: 'upsert' }),
    uses('features', 'add', { a: 1, b: 2 })]), step([says('Created.')])),
  to('Deploy', step([uses('features', 'deploy', { app: 'shop' })]), step([says('Deployed.')])),
  to('Fail', step([uses('features', 'refuses', {})]),
    refuses(400, 'invalid_request_error')),
];

for (const colorScheme of ['light', 'dark']) {
  const clean = async (page, what) => assert.deepEqual(await violationsOf(page), [], what);

  play(`the chat, ${colorScheme}`, { answers }, async (stage) => {
    stage.bridge.write('a.txt', 'old\nlines\n');
    const page = await stage.open('/', { colorScheme });
    const chat = new Chat(page);
    await chat.composer.waitFor();
    await clean(page, 'an empty chat');
    await chat.send('Show');
    await chat.rests();
    await chat.button('chat.thought').click();
    await clean(page, 'an answer');
    await page.getByRole('button', { name: chat.words('usage.of_chat') }).click();
    await clean(page, 'what it has used');
    await page.keyboard.press('Escape');
    await chat.send('Create');
    await chat.approval('add').waitFor();
    await clean(page, 'approvals');
    const approval = chat.approval('write_file');
    await approval.getByRole('button', { name: chat.text('approval.more_allow') }).click();
    await chat.menuItem('approval.allow_tool').waitFor();
    await clean(page, 'how long to allow');
    await page.keyboard.press('Escape');
    await approval.getByRole('button', { name: chat.text('approval.edit') }).click();
    await clean(page, 'an edited input');
    await approval.getByLabel('path').fill('');
    await approval.getByRole('button', { name: chat.text('approval.allow_edited') }).click();
    await approval.getByText(chat.text('schema.required')).waitFor();
    await clean(page, 'an edited input that is wrong');
    await approval.getByRole('tab', { name: chat.text('approval.as_json') }).click();
    await clean(page, 'an edited input as JSON');
    await page.keyboard.press('Escape');
    await approval.getByRole('button', { name: chat.text('approval.more_deny') }).click();
    await chat.menuItem('approval.deny_reason').click();
    await clean(page, 'a reason');
    await page.keyboard.press('Escape');
    await approval.getByRole('button', { name: chat.text('approval.allow_once') }).click();
    await approval.waitFor({ state: 'detached' }); // the next question moves, and ignores clicks meanwhile
    await chat.approval('add').getByRole('button', { name: chat.text('approval.deny') }).click();
    await chat.hears('Created.');
    await chat.card('write_file').click();
    await clean(page, 'results');
    await chat.send('Deploy');
    await chat.button('approval.allow_once').click();
    await chat.by('group', 'elicitation.server_asks').waitFor();
    await clean(page, 'a question of a server');
    await chat.button('elicitation.cancel').click();
    await chat.hears('Deployed.');
    await chat.send('Fail');
    await chat.button('approval.allow_once').click();
    await chat.saying('error.ai_error').waitFor();
    await clean(page, 'errors');
  });

  play(`the other screens, ${colorScheme}`, { answers }, async (stage) => {
    const page = await stage.open('/inspector', { colorScheme });
    const chat = new Chat(page);
    const frames = await rawChat(page, ['Show', 'Create'], { approved: true, scope: 'tool' });
    await page.getByRole('link', { name: 'workspace' }).waitFor();
    await clean(page, 'the servers');
    await page.getByRole('link', { name: 'workspace' }).click();
    await page.getByRole('button', { name: 'list_directory' }).click();
    await clean(page, 'a tool');
    await chat.button('inspector.run').click();
    await chat.by('status', 'tool.result').waitFor();
    await clean(page, 'a result');
    await chat.by('tab', 'inspector.schema').click();
    await clean(page, 'a schema');
    await page.goto(`${stage.url}/usage`);
    await chat.by('heading', 'usage.by_chat').waitFor();
    await clean(page, 'usage');
    await page.goto(`${stage.url}/rules`);
    await chat.button('rules.revoke_one', { tool: 'write_file' }).waitFor();
    await clean(page, 'rules');
    await page.goto(`${stage.url}/nowhere`);
    await chat.saying('not_found.what').waitFor();
    await clean(page, 'an address of nothing');
    await page.goto(`${stage.url}/chat/${sessionIn(frames)}`);
    await chat.hears('Created.');
    await page.keyboard.press('Control+k');
    await chat.by('dialog', 'palette.title').waitFor();
    await clean(page, 'the palette');
    await page.keyboard.press('Escape');
    await chat.button('nav.settings').click();
    await page.getByRole('menuitemradio').first().waitFor();
    await clean(page, 'settings');
    await page.keyboard.press('Escape');
    await chat.button('session.more', { title: 'Show' }).click();
    await chat.menuItem('session.delete').click();
    await chat.by('alertdialog', 'session.delete_title').waitFor();
    await clean(page, 'a confirmation');
  });

  play(`without a key and on a phone, ${colorScheme}`, { key: false }, async (stage) => {
    const page = await stage.open('/', {
      colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true,
    });
    const chat = new Chat(page);
    await chat.saying('empty.no_model').waitFor();
    await clean(page, 'no key');
    await chat.button('nav.open').tap();
    await chat.by('dialog', 'nav.menu').waitFor();
    await clean(page, 'the menu');
  });
}
