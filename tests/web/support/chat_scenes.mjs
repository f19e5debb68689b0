// Scenes of a conversation: messages, states and errors.
import { heldWorkspace } from './held_workspace.mjs';
import { says, step } from './model.mjs';
import { rawChat, sessionIn } from './raw_chat.mjs';
import { allow, ask, changePort } from './scene_steps.mjs';

const many = 250;
const longAnswer = 'An **answer** with `code`.\n\n```js\nconst a = 1;\n```\n\n- one\n- two\n\n';
const pasted = `Why does this fail?\n\n${Array.from({ length: 12 },
  (_, i) => `  at step${i} (file:///srv/app/${'node_modules/'.repeat(i % 4)}index.mjs:${i * 31}:7)`).join('\n')}`;

export const chatScenes = {
  'empty-chat': {
    lead: async (chat) => {
      await chat.connected();
      await chat.by('heading', 'empty.title').waitFor();
    },
  },
  'no-key': { set: { key: false }, lead: (chat) => chat.saying('empty.no_model').waitFor() },
  streaming: {
    lead: async (chat) => {
      await ask(chat, 'Please explain the change to me.');
      await chat.button('chat.thought').click();
      await chat.hears('Text');
    },
  },
  answer: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await allow(chat);
      await chat.hears('Start it with');
      await chat.rests();
    },
  },
  writing: {
    set: { servers: heldWorkspace },
    lead: async (chat) => {
      await ask(chat, 'Write a study plan for C++ into plan.md, day by day.');
      await allow(chat);
      await chat.by('region', 'tool.written').getByText('Day 180').waitFor();
    },
  },
  result: {
    lead: async (chat) => {
      await ask(chat, 'Please do both.');
      await allow(chat);
      await allow(chat);
      await chat.hears('Both are done.');
      await chat.rests();
      await chat.card('write_file').click();
    },
  },
  retrying: {
    lead: async (chat) => {
      await ask(chat, 'Are you busy?');
      await chat.saying('badge.retrying').waitFor();
    },
  },
  error: {
    lead: async (chat) => {
      await ask(chat, 'Where is the limit?');
      await chat.saying('error.ai_limite_excedido').waitFor();
    },
  },
  'tool-error': {
    lead: async (chat) => {
      await ask(chat, 'Will it refuse?');
      await allow(chat);
      await chat.hears('does not want to');
      await chat.rests();
    },
  },
  reconnecting: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.approval('write_file').waitFor();
      await chat.stage.bridge.kill('SIGKILL');
      await chat.saying('badge.reconnecting').waitFor();
    },
  },  'long-words': {
    lead: async (chat) => {
      await ask(chat, 'What is in the log?');
      await chat.rests();
      await chat.conversation.focus();
      await chat.page.keyboard.press('Home');
      await chat.hears('What the log says');
    },
  },
  'long-message': {
    lead: async (chat) => {
      await ask(chat, pasted);
      await chat.rests();
      await chat.composer.fill(pasted);
    },
  },
  'long-chat': {
    path: '/usage',
    set: { otherwise: step([says(`${longAnswer}You said: \${user}`)]) },
    lead: async (chat) => {
      const frames = await rawChat(chat.page, Array.from({ length: many }, (_, i) => `Question ${i + 1}.`));
      await chat.page.goto(`${chat.stage.url}/chat/${sessionIn(frames)}`);
      await chat.hears(`You said: Question ${many}.`);
      await chat.conversation.hover();
      await chat.page.mouse.wheel(0, -2_000);
      await chat.button('chat.to_end').waitFor();
    },
  },
  running: {
    lead: async (chat) => {
      await ask(chat, 'Please count to the end.');
      await allow(chat);
      await chat.conversation.getByText('waiting', { exact: true }).first().waitFor();
    },
  },
  stopped: {
    lead: async (chat) => {
      await ask(chat, 'Please explain the change to me.');
      await chat.hears('Text');
      await chat.button('composer.stop').click();
      await chat.saying('chat.stopped').waitFor();
    },
  },
  'cut-off': {
    lead: async (chat) => {
      await ask(chat, 'What is the length of it?');
      await chat.saying('chat.max_tokens').waitFor();
    },
  },
  offline: {
    lead: async (chat) => {
      await ask(chat, 'What is a coroutine?');
      await chat.hears('Sim.');
      await chat.page.context().setOffline(true);
      await chat.saying('badge.offline').waitFor();
      await chat.send('And what is a thread?');
      await chat.saying('chat.queued').waitFor();
    },
  },
  'spent-budget': {
    set: { config: { budget: { hard_tokens: 20 } } },
    lead: async (chat) => {
      await rawChat(chat.page, ['What is a coroutine?', 'And what is a thread?']);
      await ask(chat, 'Anything else?');
      await chat.saying('error.budget_exceeded').waitFor();
    },
  },
  deleted: {
    path: '/chat/00000000-0000-4000-8000-000000000000',
    lead: (chat) => chat.saying('closed.unknown_session').waitFor(),
  },
  unauthorized: {
    lead: async (chat) => {
      await chat.connected();
      await chat.page.evaluate(() => localStorage.removeItem('mcp-bridge.token'));
      await chat.page.reload();
      await chat.saying('error.unauthorized').waitFor();
    },
  },
  'usage-of-chat': {
    lead: async (chat) => {
      await ask(chat, 'What is a coroutine?');
      await chat.hears('Sim.');
      await chat.rests();
      await chat.page.getByRole('button', { name: chat.words('usage.of_chat') }).click();
      await chat.page.getByRole('heading', { name: chat.text('usage.context') }).waitFor();
    },
  },
};
