// Servers that want a login, at a real authorization server: Connect in the inspector and in a chat.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { violationsOf } from './support/accessibility.mjs';
import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { Keyboard } from './support/keyboard.mjs';
import { says, step, to, uses } from './support/model.mjs';
import { play } from './support/play.mjs';
import { atTheLogin, canBeProtected, connect, consent, logIn } from './support/protected_server.mjs';
import { languages } from './support/texts.mjs';

const answers = [
  to('Look', step([uses('web', 'list_directory', {})]), step([says('Looked.')])),
  to('Hello', step([says('Hello.')])),
];

/** A test with a server `web` that wants a login. */
function playProtected(name, body) {
  if (canBeProtected) return play(name, { answers, protect: {} }, body);
  return test(name, { skip: 'run npm ci in tests/oauth first' }, () => {});
}

const clean = async (page, what) => assert.deepEqual(await violationsOf(page), [], what);
const focused = (locator) => locator.evaluate((each) => each.contains(document.activeElement));

for (const language of languages) {
  playProtected(`in the inspector, then in a chat, in ${language}`, async (stage) => {
    const page = await stage.open('/inspector', { locale: language, expected: atTheLogin });
    const chat = new Chat(page, language);
    const link = chat.by('link', 'login.connect_to', { server: 'web' });
    await page.getByText(stage.protected.host).waitFor();
    await chat.saying('inspector.needs_login').waitFor();
    await clean(page, 'a server that wants a login');
    const tab = await connect(page, link, logIn);
    assert.equal(await tab.evaluate(() => opener), null);
    assert.equal(await tab.locator('html').getAttribute('lang'), language);
    await clean(tab, 'the page after the login');
    await tab.close();
    await chat.saying('inspector.ready').waitFor();
    await chat.button('login.log_out_of', { server: 'web' }).waitFor();
    await clean(page, 'a server with a login');

    // Its calls need another scope, so that the call waits for a second login.
    await chat.by('link', 'nav.new_chat').click();
    await chat.send('Look');
    await chat.button('approval.allow_once').click();
    const card = chat.by('group', 'login.wanted', { server: 'web' });
    await card.getByText(stage.protected.host).waitFor();
    await chat.saying('badge.awaiting_login').waitFor();
    await clean(page, 'a call that waits for a login');
    await page.reload(); // the question and its page are still there
    await card.waitFor();
    const inCard = card.getByRole('link', { name: chat.text('login.connect_to', { server: 'web' }) });
    await connect(page, inCard, consent);
    await chat.hears('Looked.');
  });
}

playProtected('by keyboard only', async (stage) => {
  const page = await stage.open('/', { expected: atTheLogin });
  const chat = new Chat(page);
  const keyboard = new Keyboard(page);
  await chat.composer.waitFor();
  await keyboard.to(chat.composer);
  await keyboard.type('Hello');
  await keyboard.press('Enter');
  await chat.hears('Hello.');
  const offered = chat.by('link', 'login.connect_to', { server: 'web' });
  await offered.waitFor();
  await keyboard.to(offered, 'Shift+Tab');
  await connect(page, () => page.keyboard.press('Enter'), logIn);
  await page.bringToFront();
  await offered.waitFor({ state: 'detached' });
  await keyboard.to(chat.composer);
  await keyboard.type('Look');
  await keyboard.press('Enter');
  const approval = chat.approval('list_directory');
  await approval.waitFor();
  await keyboard.to(approval.getByRole('button', { name: chat.text('approval.allow_once') }));
  await keyboard.press('Enter');
  const card = chat.by('group', 'login.wanted', { server: 'web' });
  await card.waitFor();
  await eventually('the focus at the login', () => focused(card));
  const inCard = card.getByRole('link', { name: chat.text('login.connect_to', { server: 'web' }) });
  await keyboard.to(inCard);
  await connect(page, () => page.keyboard.press('Enter'), consent);
  await page.bringToFront();
  await chat.hears('Looked.');
});

playProtected('logged out', async (stage) => {
  const page = await stage.open('/inspector', { expected: atTheLogin });
  const chat = new Chat(page);
  await connect(page, chat.by('link', 'login.connect_to', { server: 'web' }), logIn);
  await chat.button('login.log_out_of', { server: 'web' }).click();
  await chat.saying('inspector.needs_login').waitFor();
  await chat.by('link', 'login.connect_to', { server: 'web' }).waitFor();
});

playProtected('cancelled', async (stage) => {
  const page = await stage.open('/inspector', { expected: atTheLogin });
  const chat = new Chat(page);
  await connect(page, chat.by('link', 'login.connect_to', { server: 'web' }), logIn);
  await chat.saying('inspector.ready').waitFor();
  await chat.by('link', 'nav.new_chat').click();
  await chat.send('Look');
  await chat.button('approval.allow_once').click();
  const card = chat.by('group', 'login.wanted', { server: 'web' });
  await card.waitFor();
  await card.getByRole('button', { name: chat.text('common.cancel') }).click();
  await card.waitFor({ state: 'detached' });
  await chat.hears('Looked.');
});
