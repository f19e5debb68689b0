// A chat with 500 messages opens, scrolls and accepts input as fast as a short one.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { says, step } from './support/model.mjs';
import { rawChat, sessionIn } from './support/raw_chat.mjs';
import { play } from './support/play.mjs';

const turns = 250;
const answer = 'An **answer** with `code`.\n\n```js\nconst a = 1;\n```\n\n- one\n- two\n\n'.repeat(3);
// A page that renders all messages takes a minute and a hundred thousand nodes; these wide limits only
// detect that, also on a busy machine.
const mostNodes = 5_000;
const slow = 10_000;

const nodes = (page) => page.evaluate(() => document.querySelectorAll('*').length);

async function timed(work) {
  const begun = Date.now();
  await work();
  return Date.now() - begun;
}

play('five hundred messages', { otherwise: step([says(`${answer}You said: \${user}`)]) },
  async (stage) => {
    const page = await stage.open('/usage');
    const frames = await rawChat(page, Array.from({ length: turns }, (_, i) => `Question ${i + 1}.`));
    const chat = new Chat(page);
    const opening = await timed(async () => {
      await page.goto(`${stage.url}/chat/${sessionIn(frames)}`);
      await chat.hears(`You said: Question ${turns}.`);
    });
    assert.ok(opening < slow, `opened in ${opening} ms`);
    assert.ok(await nodes(page) < mostNodes, `${await nodes(page)} nodes`);

    await chat.conversation.hover();
    const scrolling = await timed(async () => {
      for (let i = 0; i < 30; ++i) {
        await page.mouse.wheel(0, -3_000);
        await page.evaluate(() => new Promise(requestAnimationFrame));
        assert.ok(await nodes(page) < mostNodes, `${await nodes(page)} nodes`);
      }
    });
    assert.ok(scrolling < 2 * slow, `scrolled in ${scrolling} ms`);
    await eventually('the way to the end', () => chat.button('chat.to_end').isVisible());
    await chat.conversation.focus();
    await eventually('the first message', async () => {
      await page.keyboard.press('Home');
      return chat.articles.getByText('Question 1.', { exact: true }).first().isVisible();
    });
    await chat.button('chat.to_end').click();
    await chat.articles.getByText(`Question ${turns}.`, { exact: true }).waitFor();

    const typing = await timed(() => chat.composer.pressSequentially('A new question, letter by letter'));
    assert.ok(typing < slow, `typed in ${typing} ms`);
    await chat.composer.press('Enter');
    await chat.hears('You said: A new question, letter by letter');
  });
