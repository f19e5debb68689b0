// A phone in portrait: nothing is cut off, and buttons are large enough for a finger.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { says, step, to, uses, writes } from './support/model.mjs';
import { play } from './support/play.mjs';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const least = 44;
const word = 'a-word-that-has-no-place-to-break-'.repeat(6);

const fits = async (page, what) => assert.ok(
  await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth),
  `${what} scrolls sideways`);

/** The controls that are too small for a finger, except links within text. */
function tooSmall(page) {
  return page.evaluate((most) => {
    const all = document.querySelectorAll('button, select, input, textarea, nav a, [role=menuitem]');
    return [...all].filter((each) => {
      const target = each.closest('label') ?? each;
      const { width, height } = target.getBoundingClientRect();
      const shown = each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      return shown && width > 0 && !each.closest('footer') && (width < most || height < most);
    }).map((each) => {
      const { width, height } = each.getBoundingClientRect();
      return `${Math.round(width)}x${Math.round(height)} ${each.outerHTML.slice(0, 120)}`;
    });
  }, least);
}

async function suits(page, what) {
  await fits(page, what);
  assert.deepEqual(await tooSmall(page), [], what);
}

play('the walk', {
  answers: [to('Create', step([says(`I will. ${word}`), writes(`${word}.txt`, `${word}\n`.repeat(40)),
    uses('features', 'deploy', { app: word })]), step([says(`| ${'wide | '.repeat(12)}
|${'---|'.repeat(12)}
| ${'cell | '.repeat(12)}

\`\`\`
${word}
\`\`\`

There.`)]))],
}, async (stage) => {
  const page = await stage.open('/', phone);
  const chat = new Chat(page);
  await chat.composer.waitFor();
  await suits(page, 'an empty chat');
  await chat.composer.fill(`Create ${word}`);
  await chat.button('composer.send').tap();
  const approval = chat.approval('write_file');
  await approval.waitFor();
  await chat.approval('deploy').waitFor();
  await suits(page, 'approvals');
  await approval.getByRole('button', { name: chat.text('approval.more_allow') }).tap();
  await chat.menuItem('approval.allow_tool').waitFor();
  await suits(page, 'how long to allow');
  await page.keyboard.press('Escape');
  await approval.getByRole('button', { name: chat.text('approval.edit') }).tap();
  await suits(page, 'an edited input');
  await approval.getByRole('button', { name: chat.text('common.cancel') }).tap();
  await approval.getByRole('button', { name: chat.text('approval.allow_once') }).tap();
  await approval.waitFor({ state: 'detached' }); // the next question ignores taps while it moves
  await chat.approval('deploy').getByRole('button', { name: chat.text('approval.allow_once') }).tap();
  const form = chat.by('group', 'elicitation.server_asks');
  await form.getByRole('button', { name: chat.text('elicitation.accept') }).waitFor();
  await suits(page, 'a question of a server');
  await form.getByRole('button', { name: chat.text('elicitation.decline') }).tap();
  await chat.hears('There.');
  await chat.rests();
  await chat.card('write_file').tap();
  await suits(page, 'an answer');
  assert.ok(stage.bridge.has(`${word}.txt`));
  await chat.button('nav.open').tap();
  await chat.by('dialog', 'nav.menu').waitFor();
  await suits(page, 'the menu');
  await chat.by('dialog', 'nav.menu').getByRole('link', { name: chat.text('nav.usage') }).tap();
  await chat.by('heading', 'usage.by_chat').waitFor();
  await suits(page, 'usage');
});

play('the other screens', {}, async (stage) => {
  const page = await stage.open('/inspector', phone);
  const chat = new Chat(page);
  await page.getByRole('link', { name: 'workspace' }).waitFor();
  await suits(page, 'the servers');
  await page.getByRole('link', { name: 'workspace' }).tap();
  await page.getByRole('button', { name: 'write_file' }).waitFor();
  await suits(page, 'the tools');
  await page.getByRole('button', { name: 'write_file' }).tap();
  await suits(page, 'a tool');
  await page.goto(`${stage.url}/rules`);
  await chat.saying('rules.none').waitFor();
  await suits(page, 'rules');
});

const lines = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('');

play('who allows a tool and is at the end stays there', {
  answers: [to('Create', step([says('I will.'), writes('a.txt', lines)]),
    step([says(`${'One more paragraph of the answer.\n\n'.repeat(12)}The end.`, { piece: 40 })]))],
}, async (stage) => {
  const page = await stage.open('/', phone);
  const chat = new Chat(page);
  await chat.composer.fill('Create');
  await chat.button('composer.send').tap();
  const allow = chat.button('approval.allow_once');
  // Playwright scrolls to the element while it waits for it.
  await eventually('a button that can be pressed', () => allow.isEnabled());
  await allow.tap();
  await chat.hears('The end.');
  await chat.rests();
  assert.equal(await chat.button('chat.to_end').or(chat.button('chat.new_messages')).count(), 0);
});

play('who sends a long message sees its answer', {
  answers: [to('Look', step([says(`${'One paragraph.\n\n'.repeat(9)}The end.`, { piece: 40 })]))],
}, async (stage) => {
  const page = await stage.open('/', phone);
  const chat = new Chat(page);
  for (const text of ['Look first', 'Look again']) {
    await chat.composer.fill(`${text}\n${'a line of it\n'.repeat(30)}`);
    await chat.button('composer.send').tap();
    await chat.articles.getByText(text).waitFor({ state: 'attached' });
    await chat.hears('The end.');
    await chat.rests();
    assert.equal(await chat.button('chat.to_end').or(chat.button('chat.new_messages')).count(), 0);
    await chat.composer.fill('a line of it\n'.repeat(30));
    assert.equal(await chat.button('chat.to_end').or(chat.button('chat.new_messages')).count(), 0);
  }
});
