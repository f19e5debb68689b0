// Text that is made to block the page: only its own formatting is lost.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to, writes } from './support/model.mjs';
import { play } from './support/play.mjs';
import { scriptedServer } from './support/scripted.mjs';

// Small, so that layout of the text takes little time.
const viewport = { width: 1280, height: 800 };
const quick = { piece: 4096 };

const nested = {
  lists: `${'- '.repeat(5000)}a`, quotes: `${'> '.repeat(6000)}a`, numbers: `${'1. '.repeat(4000)}a`,
};

for (const [name, text] of Object.entries(nested)) {
  play(`nested ${name} leave the chat and its approval as they are`, {
    answers: [to('Say', step([says(text, quick), writes('a.txt', 'x')]), step([says('Done.')]))],
  }, async (stage) => {
    const page = await stage.open('/', { viewport });
    const chat = new Chat(page);
    await chat.send('Say');
    await chat.approval('write_file').waitFor();
    await page.reload();
    await chat.approval('write_file').waitFor();
    await chat.conversation.getByText(text.slice(0, 40)).first().waitFor();
    await chat.button('approval.allow_once').click();
    await chat.hears('Done.');
    assert.equal(stage.bridge.contentOf('a.txt'), 'x');
  });
}

// Each would block the page's main thread for longer than the test lasts.
const slow = {
  links: '[a]('.repeat(5000),
  'program in Markdown': `\`\`\`markdown\n${'[a]('.repeat(6000)}\n\`\`\``,
  'program in Java': `\`\`\`java\n${'$'.repeat(48_000)}\n\`\`\``,
};

for (const [name, text] of Object.entries(slow)) {
  play(`a slow text does not stop the page: ${name}`, {
    answers: [to('Say', step([says(text, quick), says('\n\nThe end.'), writes('a.txt', 'x')]), step([says('Done.')]))],
  }, async (stage) => {
    const page = await stage.open('/', { viewport });
    const chat = new Chat(page);
    await chat.send('Say');
    await chat.approval('write_file').waitFor();
    await page.reload();
    await chat.approval('write_file').waitFor();
    await chat.hears('The end.');
    await chat.button('approval.deny').click();
    await chat.hears('Done.');
  });
}

play('descriptions of tools as well', {
  key: false,
  servers: (workspace) => ({
    odd: scriptedServer(workspace, [
      { tool: { name: 'nested', description: nested.lists, inputSchema: { type: 'object' } } },
      { tool: { name: 'slow', description: slow.links, inputSchema: { type: 'object' } } },
      { tool: { name: 'plain', description: 'A *plain* one', inputSchema: { type: 'object' } } },
    ]),
  }),
}, async (stage) => {
  const page = await stage.open('/inspector/odd', { viewport });
  for (const name of ['nested', 'slow', 'plain']) {
    await page.getByRole('listitem').getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('heading', { name }).waitFor();
  }
  await page.locator('em', { hasText: 'plain' }).waitFor();
});
