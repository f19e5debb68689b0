// A whole conversation: ask, review a tool call, decide, watch it run, read the answer.
import assert from 'node:assert/strict';

import { Chat } from './support/chat.mjs';
import { eventually } from './support/eventually.mjs';
import { heldWorkspace, letGo, longText } from './support/held_workspace.mjs';
import { says, step, thinks, to, uses, writes } from './support/model.mjs';
import { play } from './support/play.mjs';
import { languages } from './support/texts.mjs';

const hello = 'Olá mundo\nsegunda linha — “ok”\n';
const tool = 'write_file';

const creates = to('Create', step([thinks('A greeting.'), says('I will create it.', { piece: 3 }),
  writes('notes/hello.txt', hello)], { drip_ms: 20 }),
step([says('The file is **there**.', { piece: 2 })], { drip_ms: 20 }));

/** A test in both languages, with a chat in a new page. */
function playInBoth(name, options, body) {
  for (const language of languages) {
    play(`${name}, in ${language}`, options, async (stage) => {
      const page = await stage.open('/', { locale: language });
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      await body(stage, new Chat(page, language));
    });
  }
}

playInBoth('approve', { answers: [creates] }, async (stage, chat) => {
  await chat.send('Create a greeting');
  await chat.saying('badge.ai_typing').waitFor();
  const approval = chat.approval(tool);
  await approval.getByText('segunda linha — “ok”').waitFor();
  await chat.saying('badge.awaiting_approval').waitFor();
  assert.match(await approval.innerText(), /notes\/hello\.txt/);
  assert.equal(await approval.getByText('+2').count(), 1);
  assert.ok(!stage.bridge.has('notes/hello.txt'));
  await approval.getByRole('button', { name: chat.text('approval.allow_once') }).click();
  await chat.hears('there');
  await chat.rests();
  await approval.waitFor({ state: 'detached' });
  for (const key of ['chat.answered_elsewhere', 'chat.answered_tab']) {
    assert.equal(await chat.saying(key).count(), 0);
  }
  assert.equal(stage.bridge.contentOf('notes/hello.txt'), hello);
  await chat.hears('I will create it.');
  assert.equal(await chat.page.getByRole('strong').getByText('there').count(), 1);
  assert.match(await chat.page.title(), /Create a greeting/);
});

playInBoth('deny with a reason', {
  answers: [to('Create', step([writes('a.txt', 'x')]),
    { ...step([says('Then not.')]),
      expect: [{ at: '/messages/2/content/0', contains: 'use another folder' }] })],
}, async (stage, chat) => {
  await chat.send('Create');
  const approval = chat.approval(tool);
  await approval.getByRole('button', { name: chat.text('approval.more_deny') }).click();
  await chat.menuItem('approval.deny_reason').click();
  await approval.getByLabel(chat.text('approval.reason')).fill('use another folder');
  await approval.getByRole('button', { name: chat.text('approval.deny') }).click();
  await chat.hears('Then not.');
  await chat.saying('tool.denied').waitFor();
  assert.ok(!stage.bridge.has('a.txt'));
});

playInBoth('edit the input', {
  answers: [to('Create', step([writes('a.txt', hello)]), step([says('Done.')]))],
}, async (stage, chat) => {
  await chat.send('Create');
  const approval = chat.approval(tool);
  await approval.getByRole('button', { name: chat.text('approval.edit') }).click();
  await approval.getByRole('tab', { name: chat.text('approval.as_json') }).click();
  const input = approval.getByLabel(chat.text('approval.edit_label'));
  const allow = approval.getByRole('button', { name: chat.text('approval.allow_edited') });
  const proposed = JSON.parse(await input.inputValue());
  assert.deepEqual(proposed, { path: 'a.txt', content: hello, createParents: true });
  await input.fill('{"path": 5}');
  assert.ok(await allow.isDisabled());
  await input.fill(JSON.stringify({ ...proposed, path: 'b/c.txt' }));
  await allow.click();
  await chat.hears('Done.');
  assert.ok(!stage.bridge.has('a.txt'));
  assert.equal(stage.bridge.contentOf('b/c.txt'), hello);
});

playInBoth('edit the input in a form', {
  answers: [to('Create', step([writes('a.txt', hello)]), step([says('Done.')]))],
}, async (stage, chat) => {
  await chat.send('Create');
  const approval = chat.approval(tool);
  await approval.getByRole('button', { name: chat.text('approval.edit') }).click();
  const path = approval.getByLabel('path');
  const allow = approval.getByRole('button', { name: chat.text('approval.allow_edited') });
  assert.equal(await path.inputValue(), 'a.txt');
  assert.ok(await approval.getByLabel('createParents').isChecked());
  await path.fill('');
  await allow.click();
  await approval.getByText(chat.text('schema.required')).waitFor();
  await path.fill('b/c.txt');
  await allow.click();
  await chat.hears('Done.');
  assert.ok(!stage.bridge.has('a.txt'));
  assert.equal(stage.bridge.contentOf('b/c.txt'), hello);
});

play('watch a file being written', {
  servers: heldWorkspace,
  answers: [to('Create', step([writes('long.txt', longText)]), step([says('Done.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  await chat.button('approval.allow_once').click();
  await chat.saying('badge.file_being_created').waitFor();
  await chat.by('region', 'tool.written').getByText('line 1 of a file').waitFor();
  await chat.by('progressbar', 'tool.progress').waitFor();
  await chat.page.reload();
  await chat.card('write_file').filter({ hasText: chat.words('tool.running') }).waitFor();
  letGo(stage.bridge);
  await chat.hears('Done.');
  await Chat.fileIs(stage.bridge, 'long.txt', longText);
});

play('stop while a file is written, and go on', {
  servers: heldWorkspace,
  answers: [to('Create', step([writes('long.txt', longText)]), step([says('Not this.')])),
    to('And now?', step([says('Now this.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  await chat.button('approval.allow_once').click();
  await chat.by('region', 'tool.written').waitFor();
  await chat.button('composer.stop').click();
  await chat.rests();
  letGo(stage.bridge);
  await chat.send('And now?');
  await chat.hears('Now this.');
  assert.equal(await chat.articles.getByText('Not this.').count(), 0);
  if (stage.bridge.has('long.txt')) assert.equal(stage.bridge.contentOf('long.txt'), longText);
});

play('stop while the model writes what a file is to hold', {
  answers: [to('Create', step([{ ...writes('long.txt', longText), piece: 2_000 }], { drip_ms: 40 }))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  await chat.page.getByRole('region', { name: 'content' }).getByText('line 50 of').waitFor();
  await chat.button('composer.stop').click();
  await chat.rests();
  assert.equal(await chat.approval(tool).count(), 0);
  assert.ok(!stage.bridge.has('long.txt'));
});

playInBoth('stop while the model speaks', {
  answers: [to('Count', step([says('one two three four five six', { piece: 4 })], { drip_ms: 300 })),
    to('And now?', step([says('Now this.')]))],
}, async (stage, chat) => {
  await chat.send('Count');
  await chat.hears('one');
  await chat.page.keyboard.press('Escape');
  await chat.saying('chat.stopped').waitFor();
  assert.equal(await chat.articles.getByText('six').count(), 0);
  await chat.send('And now?');
  await chat.hears('Now this.');
});

play('three approvals at once', {
  answers: [to('Create', step(['1', '2', '3'].map((name) => writes(`${name}.txt`, name))),
    step([says('Two of them.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  await chat.saying('question.position', { number: 1, count: 3 }).waitFor();
  const of = (path) => chat.approval(tool).filter({ hasText: path });
  await of('2.txt').getByRole('button', { name: chat.text('approval.deny') }).click();
  await chat.saying('question.position', { number: 2, count: 2 }).waitFor();
  for (const path of ['3.txt', '1.txt']) {
    await of(path).getByRole('button', { name: chat.text('approval.allow_once') }).click();
    await of(path).waitFor({ state: 'detached' }); // the other one moves, and ignores clicks
  }
  await chat.hears('Two of them.');
  assert.deepEqual(['1.txt', '2.txt', '3.txt'].map((path) => stage.bridge.has(path)),
    [true, false, true]);
});

play('a file that changes meanwhile is asked about again', {
  answers: [to('Create', step([writes('a.txt', 'mine\n', { mode: 'upsert' })]),
    step([says('Done.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  await chat.approval(tool).waitFor();
  stage.bridge.write('a.txt', 'theirs\n');
  await chat.button('approval.allow_once').click();
  await chat.saying('approval.changed').waitFor();
  await chat.approval(tool).getByText('theirs').waitFor();
  assert.equal(stage.bridge.contentOf('a.txt'), 'theirs\n');
  await chat.button('approval.allow_once').click();
  await chat.hears('Done.');
  assert.equal(stage.bridge.contentOf('a.txt'), 'mine\n');
});

play('always this tool, until the rule is revoked', {
  answers: ['One', 'Two', 'Three'].map((word) => to(word, step([uses('features', 'echo',
    { text: word })]), step([says(`${word} is done.`)]))),
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('One');
  await chat.button('approval.more_allow').click();
  await chat.menuItem('approval.allow_tool').click();
  await chat.hears('One is done.');
  await chat.rests();
  await chat.send('Two');
  await chat.hears('Two is done.');
  await chat.by('link', 'nav.rules').click();
  await chat.button('rules.revoke_one', { tool: 'echo' }).click();
  await eventually('no rule', async () => (await stage.bridge.rest('/api/rules')).rules.length === 0);
  await chat.page.goBack();
  await chat.hears('Two is done.');
  await chat.send('Three');
  await chat.approval('echo').waitFor();
  await chat.button('approval.deny').click();
  await chat.hears('Three is done.');
});

// Runs in the page: a second click, as soon as the question shows that the file has changed.
function clickAgainOnAlert(button) {
  const question = button.closest('[role=group]');
  new MutationObserver((_, observer) => {
    if (!question.querySelector('[role=alert]')) return;
    observer.disconnect();
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
  }).observe(question, { childList: true, subtree: true });
}

play('the second click of a double click does not allow a change that came in between', {
  answers: [to('Create', step([writes('a.txt', 'mine\n', { mode: 'upsert' })]),
    step([says('Done.')]))],
}, async (stage) => {
  const chat = new Chat(await stage.open());
  await chat.send('Create');
  const allow = chat.button('approval.allow_once');
  await allow.evaluate(clickAgainOnAlert);
  stage.bridge.write('a.txt', 'theirs\n');
  await allow.click();
  await chat.saying('approval.changed').waitFor();
  await allow.click({ trial: true });
  assert.equal(stage.bridge.contentOf('a.txt'), 'theirs\n');
  await allow.click();
  await chat.hears('Done.');
  assert.equal(stage.bridge.contentOf('a.txt'), 'mine\n');
});
