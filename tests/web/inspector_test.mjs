// The page without a model: it says so, and tools can be called by hand.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { says, step, to } from './support/model.mjs';
import { programOf } from './support/programs.mjs';
import { play } from './support/play.mjs';

const text = `${'Olá de novo. '.repeat(800)}\n`.repeat(20);

play('no API key', { key: false }, async (stage) => {
  const page = await stage.open();
  const chat = new Chat(page);
  await chat.saying('empty.no_model').waitFor();
  await chat.composer.fill('Hello');
  assert.ok(await chat.button('composer.send').isDisabled());
  await chat.by('link', 'empty.to_inspector').click();
  await page.getByRole('link', { name: 'workspace' }).click();
  await page.getByRole('button', { name: 'write_file' }).click();
  await chat.by('tab', 'inspector.schema').click();
  await page.getByText('"createParents"').waitFor();
  await chat.by('tab', 'inspector.run').click();
  await page.getByLabel('path').fill('a/b.txt');
  await page.getByLabel('content').fill(text);
  await page.getByLabel('createParents').check();
  await chat.button('inspector.run').click();
  const dialog = chat.by('alertdialog', 'inspector.confirm_title', { tool: 'write_file' });
  await dialog.waitFor();
  assert.ok(!stage.bridge.has('a/b.txt'));
  await dialog.getByRole('button', { name: chat.text('inspector.run') }).click();
  const result = chat.by('status', 'tool.result');
  await result.getByText(chat.text('tool.done')).waitFor();
  assert.match(await chat.by('region', 'tool.progress').innerText(), /de novo/);
  assert.match(await result.innerText(), /"chunks"/);
  assert.equal(stage.bridge.contentOf('a/b.txt'), text);
});

play('a tool that only reads, one that fails, and input that is wrong', { key: false },
  async (stage) => {
    const page = await stage.open('/inspector/workspace');
    const chat = new Chat(page);
    stage.bridge.write('there.txt', 'what is in it\n');
    await page.getByRole('button', { name: 'read_file' }).click();
    await chat.button('inspector.run').click();
    await chat.saying('schema.required').waitFor();
    await page.getByLabel('path').fill('there.txt');
    await chat.button('inspector.run').click();
    const result = chat.by('status', 'tool.result');
    await result.getByText('what is in it').first().waitFor();
    await page.getByLabel('path').fill('../etc/passwd');
    await chat.button('inspector.run').click();
    await result.getByText(chat.text('tool.failed')).waitFor();
    await result.getByText(/E_PATH/).first().waitFor();
    await chat.button('inspector.as_json').click();
    await page.getByLabel(chat.text('approval.edit_label')).fill('{"path": "there.txt"}');
    await chat.button('inspector.run').click();
    await result.getByText('what is in it').first().waitFor();
  });

play('a call is watched while it runs, and cancelled', { key: false }, async (stage) => {
  const page = await stage.open('/inspector/features');
  const chat = new Chat(page);
  const run = async () => {
    await chat.button('inspector.run').click();
    await page.getByRole('alertdialog').getByRole('button', { name: chat.text('inspector.run') }).click();
  };
  await page.getByRole('button', { name: 'waits_for_stop' }).click();
  await run();
  await page.getByText('waiting', { exact: true }).first().waitFor();
  await chat.button('common.cancel').click();
  await chat.saying('inspector.cancelled').waitFor();
  await page.getByRole('button', { name: 'counted' }).click();
  await run();
  await chat.by('status', 'tool.result').getByText('counted', { exact: true }).waitFor();
  await page.getByText('step 3').first().waitFor();
});

play('servers of both eras, and one that does not start', {
  servers: (workspace) => ({
    features: { command: programOf('feature-server') },
    older: { command: programOf('feature-server'), era: 'legacy' },
    broken: { command: `${workspace}/not-there` },
  }),
  answers: [to('Hello', step([says('Hello.')]))],
}, async (stage) => {
  const page = await stage.open('/inspector');
  const chat = new Chat(page);
  const of = (name) => page.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });
  await of('features').getByText('2026-07-28').waitFor();
  await of('older').getByText(/MCP 2025-11-25/).waitFor();
  await of('broken').getByText(chat.text('inspector.failed')).waitFor();
  await of('broken').getByRole('button', { name: chat.text('common.try_again') }).waitFor();
  await chat.by('link', 'nav.new_chat').click();
  await chat.send('Hello');
  await chat.hears('Hello.');
});
