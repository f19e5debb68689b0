// Scenes with a question to the user.
import { execFileSync } from 'node:child_process';

import { says, step, to, uses } from './model.mjs';
import { connect, logIn } from './protected_server.mjs';
import { longTool } from './scene_answers.mjs';
import { allow, ask, changePort, retold } from './scene_steps.mjs';
import { scriptedServer } from './scripted.mjs';

const everyField = {
  type: 'object',
  required: ['mail', 'seats'],
  properties: {
    mail: { type: 'string', format: 'email', title: 'Your mail', description: 'Where the tickets go.' },
    day: { type: 'string', format: 'date', title: 'Day' },
    seats: { type: 'integer', minimum: 2, maximum: 5, title: 'Seats' },
    window: { type: 'boolean', default: true, title: 'At the window', description: 'If there is one left.' },
    class: { type: 'string', enum: ['1', '2'], enumNames: ['First', 'Second'], default: '2', title: 'Class' },
    meals: { type: 'array', title: 'Meals', items: { type: 'string', enum: ['breakfast', 'lunch', 'dinner'] } },
  },
};
const asking = (params) => (workspace) => ({
  scripted: scriptedServer(workspace, [{
    tool: { name: 'ask', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
    asks: [params], result: { content: [] },
  }]),
});
const accounts = (workspace) => ({
  'the-accounts-of-the-whole-company': scriptedServer(workspace, [{
    tool: longTool, result: { content: [{ type: 'text', text: 'done' }] },
  }]),
});

async function open(chat) {
  await ask(chat, changePort);
  await chat.approval('write_file').waitFor();
}

export const questionScenes = {
  login: {
    set: { protect: {}, answers: [to('Look', step([uses('web', 'list_directory', {})]))] },
    path: '/inspector',
    lead: async (chat) => {
      await connect(chat.page, chat.by('link', 'login.connect_to', { server: 'web' }), logIn);
      await chat.saying('inspector.ready').waitFor();
      await chat.page.goto(`${chat.stage.url}/`);
      await ask(chat, 'Look');
      await chat.button('approval.allow_once').click();
      await chat.by('group', 'login.wanted', { server: 'web' }).waitFor();
    },
  },
  'login-offered': {
    set: { protect: {}, answers: [to('Hello', step([says('Hello.')]))] },
    lead: async (chat) => {
      await ask(chat, 'Hello');
      await chat.by('link', 'login.connect_to', { server: 'web' }).waitFor();
    },
  },
  approval: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.approval('write_file').waitFor();
    },
  },
  'two-approvals': {
    lead: async (chat) => {
      await ask(chat, 'Please do both.');
      await chat.approval('add').waitFor();
    },
  },
  editing: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.button('approval.edit').click();
    },
  },
  question: {
    lead: async (chat) => {
      await ask(chat, 'Please deploy the shop.');
      await allow(chat);
      const group = chat.by('group', 'elicitation.server_asks');
      await group.getByLabel('yes').check();
      await group.getByRole('button', { name: chat.text('elicitation.accept') }).click();
      await group.getByText('Where?').waitFor();
    },
  },  'editing-json': {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.edit').click();
      await chat.by('tab', 'approval.as_json').click();
    },
  },
  'editing-wrong': {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.edit').click();
      await chat.conversation.getByLabel('path').fill('');
      await chat.button('approval.allow_edited').click();
      await chat.saying('schema.required').waitFor();
    },
  },
  'how-long': {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.more_allow').click();
      await chat.menuItem('approval.allow_tool').waitFor();
    },
  },
  'how-denied': {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.more_deny').click();
      await chat.menuItem('approval.deny_reason').waitFor();
    },
  },
  reason: {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.more_deny').click();
      await chat.menuItem('approval.deny_reason').click();
    },
  },
  denied: {
    lead: async (chat) => {
      await open(chat);
      await chat.button('approval.deny').click();
      await chat.rests();
      await chat.card('write_file').click();
    },
  },
  'long-diff': {
    lead: async (chat) => {
      await ask(chat, 'Please bring the inventory up to date.');
      await chat.approval('write_file').waitFor();
    },
  },
  'long-names': {
    set: { servers: accounts },
    lead: async (chat) => {
      await ask(chat, 'Please bring the accounts up to date.');
      await chat.button('approval.allow_once').waitFor();
    },
  },
  'changed-meanwhile': {
    lead: async (chat) => {
      await open(chat);
      chat.stage.bridge.write('server.mjs', '// Somebody else was here.\n');
      await allow(chat);
      await chat.saying('approval.changed').waitFor();
    },
  },
  'soon-over': {
    lead: async (chat) => {
      await retold(chat, ({ type, ts, data }) => {
        if (type === 'tool_request') data.expires_at = ts + 95_000;
      });
      await open(chat);
      await chat.saying('approval.expires_in').waitFor();
    },
  },
  expired: {
    lead: async (chat) => {
      const { bridge } = chat.stage;
      await open(chat);
      await bridge.kill('SIGKILL');
      execFileSync('python3', ['-c', `import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as store: store.execute("update approvals set expires_at = 1")`,
      `${bridge.workspace}/../data/bridge.db`]);
      await bridge.start();
      await chat.saying('tool.expired').waitFor();
      await chat.rests();
    },
  },
  'every-field': {
    set: { servers: asking({ message: 'Two trains leave on that day. Which seats shall I book?', requestedSchema: everyField }) },
    lead: async (chat) => {
      await ask(chat, 'Please sign in.');
      await allow(chat);
      const form = chat.by('group', 'elicitation.server_asks');
      await form.getByLabel('Your mail').fill('nobody');
      await form.getByLabel('Seats').fill('7');
      await form.getByRole('button', { name: chat.text('elicitation.accept') }).click();
      await form.getByText(chat.text('schema.maximum', { limit: 5 })).waitFor();
    },
  },
  address: {
    set: {
      servers: asking({
        mode: 'url', message: 'Sign in to go on.', elicitationId: 'one',
        url: 'https://login.example.com/oauth/authorize?client_id=mcp&scope=read&state=0123456789abcdef',
      }),
    },
    lead: async (chat) => {
      await ask(chat, 'Please sign in.');
      await allow(chat);
      await chat.button('elicitation.open').waitFor();
    },
  },
  'many-rounds': {
    set: { config: { max_rounds: 2 } },
    lead: async (chat) => {
      await ask(chat, 'Please add one by one.');
      for (let i = 0; i < 2; ++i) {
        await allow(chat);
      }
      await chat.button('elicitation.go_on').waitFor();
    },
  },
};
