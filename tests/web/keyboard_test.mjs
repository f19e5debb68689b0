// A whole conversation by keyboard: there is always a focused element, and it is visible.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { Keyboard } from './support/keyboard.mjs';
import { says, step, to, uses, writes } from './support/model.mjs';
import { play } from './support/play.mjs';

const tool = 'write_file';
const answers = [
  to('Create', step([says('I will.'), writes('a.txt', 'one\n')]), step([says('Created.')])),
  to('Deny', step([writes('b.txt', 'two\n')]), step([says('Denied.')])),
  to('Edit', step([writes('c.txt', 'three\n')]), step([says('Edited.')])),
  to('Wait', step([uses('features', 'waits_for_stop', {})]), step([says('Waited.')])),
  to('Deploy', step([uses('features', 'deploy', { app: 'shop' })]), step([says('Deployed.')])),
];

const focused = (locator) => locator.evaluate((each) => each.contains(document.activeElement));

/** Waits for a question, which gets the focus automatically. */
async function isAsked(question) {
  await question.waitFor();
  await eventually('the focus at the question', () => focused(question));
}

play('approve, deny with a reason, edit, stop', { answers }, async (stage) => {
  const page = await stage.open();
  const chat = new Chat(page);
  const keyboard = new Keyboard(page);
  const approval = chat.approval(tool);
  const inApproval = (key) => approval.getByRole('button', { name: chat.text(key) });
  const say = async (text) => {
    await keyboard.to(chat.composer);
    await keyboard.type(text);
    await keyboard.press('Enter');
  };
  const isAskedAndWaits = async () => {
    await isAsked(approval);
    await keyboard.expectFocus();
    for (const key of ['Enter', 'Space', 'a', 'y']) await page.keyboard.press(key);
    await approval.waitFor();
  };

  await chat.composer.waitFor();
  await keyboard.press('Tab');
  assert.ok(await focused(chat.by('link', 'nav.skip')), 'the first stop is the way past the menu');
  await keyboard.press('Enter', 'Tab');
  assert.ok(await focused(page.getByRole('main')));
  await say('Create');
  await isAskedAndWaits();
  assert.ok(!stage.bridge.has('a.txt'), 'no key answers by itself');
  await keyboard.to(inApproval('approval.allow_once'));
  await page.keyboard.press('Enter');
  await chat.hears('Created.');
  await chat.rests();
  await keyboard.expectFocus();
  assert.ok(stage.bridge.has('a.txt'));

  await say('Deny');
  await isAskedAndWaits();
  await keyboard.to(inApproval('approval.more_deny'));
  await keyboard.press('Enter');
  await chat.menuItem('approval.deny_reason').waitFor();
  await keyboard.to(chat.menuItem('approval.deny_reason'), 'ArrowDown');
  await keyboard.press('Enter');
  await keyboard.to(approval.getByLabel(chat.text('approval.reason')));
  await keyboard.type('not there');
  await keyboard.to(inApproval('approval.deny'));
  await page.keyboard.press('Enter');
  await chat.hears('Denied.');
  await chat.rests();
  await keyboard.expectFocus();
  assert.ok(!stage.bridge.has('b.txt'));

  await say('Edit');
  await isAskedAndWaits();
  await keyboard.to(inApproval('approval.edit'));
  await keyboard.press('Enter');
  await keyboard.expectFocus();
  await keyboard.to(approval.getByRole('tab', { name: chat.text('approval.as_form') }), 'Shift+Tab');
  await keyboard.press('ArrowRight');
  await keyboard.to(approval.getByLabel(chat.text('approval.edit_label')));
  await keyboard.press('Control+a');
  await keyboard.type('{"path": "d.txt", "content": "four"}');
  await keyboard.to(inApproval('approval.allow_edited'));
  await page.keyboard.press('Enter');
  await chat.hears('Edited.');
  await chat.rests();
  await keyboard.expectFocus();
  assert.equal(stage.bridge.contentOf('d.txt'), 'four');

  await say('Wait');
  await isAsked(chat.approval('waits_for_stop'));
  await keyboard.to(chat.button('approval.allow_once'));
  await page.keyboard.press('Enter');
  await chat.saying('badge.tool_running').waitFor();
  await page.keyboard.press('Escape');
  await chat.rests();
  await keyboard.expectFocus();
});

play('a form, the palette, and the chats', { answers }, async (stage) => {
  const page = await stage.open();
  const chat = new Chat(page);
  const keyboard = new Keyboard(page);
  await keyboard.to(chat.composer);
  await keyboard.type('Deploy');
  await keyboard.press('Enter');
  await isAsked(chat.approval('deploy'));
  await keyboard.to(chat.button('approval.allow_once'));
  await page.keyboard.press('Space');
  const form = chat.by('group', 'elicitation.server_asks');
  await isAsked(form);
  await keyboard.to(form.getByLabel('yes'));
  await keyboard.press('Space');
  await keyboard.to(form.getByRole('button', { name: chat.text('elicitation.accept') }));
  await page.keyboard.press('Enter');
  await form.getByText('Where?').waitFor();
  await isAsked(form);
  await keyboard.to(form.getByLabel('region'));
  await keyboard.type('north');
  await keyboard.to(form.getByRole('button', { name: chat.text('elicitation.accept') }));
  await page.keyboard.press('Enter');
  await chat.hears('Deployed.');
  await chat.rests();
  await keyboard.expectFocus();

  const palette = async (words) => {
    await page.keyboard.press('Control+k');
    await chat.by('dialog', 'palette.title').waitFor();
    await keyboard.expectFocus();
    await keyboard.type(words);
    await page.getByRole('option', { name: words, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await chat.by('dialog', 'palette.title').waitFor({ state: 'detached' });
  };
  await palette('Usage');
  await chat.by('heading', 'nav.usage').waitFor();
  await keyboard.expectFocus();
  await palette('Deploy');
  await chat.hears('Deployed.');
  await palette('Mudar');
  const portuguese = new Chat(page, 'pt-BR');
  await portuguese.composer.waitFor();
  await keyboard.expectFocus();
  await page.keyboard.press('Control+k');
  await portuguese.by('dialog', 'palette.title').waitFor();
  await page.keyboard.press('Escape');
  await portuguese.by('dialog', 'palette.title').waitFor({ state: 'detached' });
  await keyboard.expectFocus();
  await keyboard.to(page.getByRole('heading', { level: 1 }).getByRole('button'));
  await keyboard.press('Enter');
  await portuguese.by('dialog', 'session.rename').waitFor();
  await keyboard.type('Ship it');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Ship it' }).waitFor();
  await keyboard.expectFocus();
});
