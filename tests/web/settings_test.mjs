// Settings are kept until the user changes them.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { says, step, to } from './support/model.mjs';
import { play } from './support/play.mjs';

const background = (page) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function choose(chat, name) {
  await chat.button('nav.settings').click();
  await chat.page.getByRole('menuitemradio', { name }).click();
}

play('language and theme outlive a reload', {}, async (stage) => {
  const page = await stage.open('/', { colorScheme: 'light' });
  const english = new Chat(page, 'en');
  const light = await background(page);
  await choose(english, english.text('theme.dark'));
  await eventually('a dark page', async () => await background(page) !== light);
  const dark = await background(page);
  await choose(english, 'Português');
  const portuguese = new Chat(page, 'pt-BR');
  await portuguese.composer.waitFor();
  for (const path of ['/', '/usage']) {
    await page.goto(stage.url + path);
    await portuguese.by('link', 'nav.usage').waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
    assert.equal(await background(page), dark);
  }
  await choose(portuguese, portuguese.text('theme.system'));
  await eventually('a light page', async () => await background(page) === light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually('a dark page', async () => await background(page) === dark);
});

play('a dark page does not flash', {}, async (stage) => {
  const page = await stage.open('/', { colorScheme: 'light' });
  await choose(new Chat(page), new Chat(page).text('theme.dark'));
  const dark = await background(page);
  await page.addInitScript(() => {
    globalThis.painted = [];
    const note = () => {
      if (document.body) painted.push(getComputedStyle(document.body).backgroundColor);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await page.reload();
  await new Chat(page).composer.waitFor();
  const seen = new Set(await page.evaluate(() => painted));
  seen.delete('rgba(0, 0, 0, 0)'); // before the style sheet is loaded nothing is painted
  assert.deepEqual([...seen], [dark]);
});

play('chats are found, renamed and deleted', {
  answers: ['apples', 'pears'].map((what) => to(what, step([says(`About ${what}.`)]))),
}, async (stage) => {
  const page = await stage.open();
  const chat = new Chat(page);
  const list = chat.by('navigation', 'nav.chats');
  for (const what of ['apples', 'pears']) {
    await chat.by('link', 'nav.new_chat').click();
    await chat.send(`Tell me about ${what}`);
    await chat.hears(`About ${what}.`);
    await chat.rests();
  }
  await list.getByRole('link', { name: 'Tell me about apples' }).click();
  await chat.hears('About apples.');
  await chat.by('searchbox', 'session.search').fill('pears');
  await list.getByRole('link', { name: 'Tell me about apples' }).waitFor({ state: 'detached' });
  await chat.by('searchbox', 'session.search').fill('');
  const more = chat.button('session.more', { title: 'Tell me about apples' });
  await more.click();
  await chat.menuItem('session.rename').click();
  await chat.by('textbox', 'session.title').fill('Fruit');
  await chat.button('common.save').click();
  await list.getByRole('link', { name: 'Fruit' }).waitFor();
  await eventually('the new title', async () => /Fruit/.test(await page.title()));
  await chat.button('session.more', { title: 'Fruit' }).click();
  await chat.menuItem('session.delete').click();
  await chat.by('alertdialog', 'session.delete_title', { title: 'Fruit' })
    .getByRole('button', { name: chat.text('session.delete') }).click();
  await list.getByRole('link', { name: 'Fruit' }).waitFor({ state: 'detached' });
  const { sessions } = await stage.bridge.rest('/api/sessions?project=default');
  assert.deepEqual(sessions.map(({ title }) => title).filter(Boolean), ['Tell me about pears']);
});

play('a draft is kept in its chat', { answers: [to('Hello', step([says('Hello.')]))] },
  async (stage) => {
    const page = await stage.open();
    const chat = new Chat(page);
    await chat.send('Hello');
    await chat.hears('Hello.');
    await chat.composer.fill('half a thou');
    await page.reload();
    await chat.hears('Hello.');
    assert.equal(await chat.composer.inputValue(), 'half a thou');
    await chat.by('link', 'nav.new_chat').click();
    await eventually('an empty field', async () => await chat.composer.inputValue() === '');
  });
