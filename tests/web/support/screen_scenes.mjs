// Scenes of all other screens, and of the page around them.
import { connect, logIn } from './protected_server.mjs';
import { rawChat } from './raw_chat.mjs';
import { script } from './scene_answers.mjs';

const used = ['What is a coroutine?', 'Plans for the summer', 'Please do both.'];

async function useIt(chat) {
  for (const text of used) await rawChat(chat.page, [text, text]);
  await chat.page.reload();
  await chat.by('heading', 'usage.by_chat').waitFor();
}

/** Runs the tool with the form's input, and confirms if the page asks first. */
async function run(chat) {
  await chat.button('inspector.run').click();
  await chat.page.getByRole('alertdialog').getByRole('button', { name: chat.text('inspector.run') }).click();
}

const choose = (chat, tool) => chat.page.getByRole('button', { name: tool }).first().click();

export const screenScenes = {
  menu: {
    wide: false,
    lead: async (chat) => {
      await rawChat(chat.page, ['What is a coroutine?']);
      await rawChat(chat.page, ['Plans for the summer']);
      await chat.page.reload();
      await chat.button('nav.open').click();
      await chat.by('dialog', 'nav.menu').getByText('Plans').waitFor();
    },
  },
  palette: {
    lead: async (chat) => {
      await rawChat(chat.page, ['Plans for the summer']);
      await rawChat(chat.page, ['What is a coroutine?']);
      await chat.page.reload();
      await chat.composer.waitFor();
      await chat.page.keyboard.press('Control+k');
      await chat.by('dialog', 'palette.title').waitFor();
    },
  },
  servers: {
    path: '/inspector',
    lead: (chat) => chat.page.getByText('2026-07-28').first().waitFor(),
  },
  'server-login': {
    set: { protect: {} },
    path: '/inspector',
    lead: (chat) => chat.by('link', 'login.connect_to', { server: 'web' }).waitFor(),
  },
  'server-logged-in': {
    set: { protect: {} },
    path: '/inspector',
    lead: async (chat) => {
      await connect(chat.page, chat.by('link', 'login.connect_to', { server: 'web' }), logIn);
      await chat.button('login.log_out_of', { server: 'web' }).waitFor();
    },
  },
  'after-the-login': {
    path: '/oauth/done',
    lead: (chat) => chat.page.getByRole('heading').waitFor(),
  },
  tool: {
    path: '/inspector/workspace',
    lead: (chat) => chat.page.getByRole('button', { name: 'write_file' }).click(),
  },
  'tool-result': {
    path: '/inspector/workspace',
    lead: async (chat) => {
      chat.stage.bridge.write('server.mjs', script);
      await chat.page.getByRole('button', { name: 'read_file' }).click();
      await chat.page.getByLabel('path').fill('server.mjs');
      await chat.button('inspector.run').click();
      await chat.by('status', 'tool.result').scrollIntoViewIfNeeded();
    },
  },
  usage: {
    path: '/usage',
    lead: useIt,
  },
  rules: {
    path: '/rules',
    lead: async (chat) => {
      await rawChat(chat.page, ['both'], { approved: true, scope: 'tool' });
      await rawChat(chat.page, ['refuse'], { approved: false, scope: 'session' });
      await chat.page.reload();
      await chat.button('rules.revoke_one', { tool: 'add' }).waitFor();
    },
  },  'no-result': {
    lead: async (chat) => {
      await chat.composer.waitFor();
      await chat.page.keyboard.press('Control+k');
      await chat.by('dialog', 'palette.title').waitFor();
      await chat.page.keyboard.type('xyzzy');
      await chat.saying('palette.none').waitFor();
    },
  },
  settings: {
    lead: async (chat) => {
      await chat.composer.waitFor();
      if (!await chat.button('nav.settings').isVisible()) await chat.button('nav.open').click();
      await chat.button('nav.settings').click();
      await chat.page.getByRole('menuitemradio').first().waitFor();
    },
  },
  focus: {
    lead: async (chat) => {
      await chat.by('heading', 'empty.title').waitFor();
      await chat.composer.focus();
      for (let i = 0; i < 2; ++i) await chat.page.keyboard.press('Shift+Tab');
    },
  },
  delete: {
    lead: async (chat) => {
      await rawChat(chat.page, [used[0]]);
      await chat.page.reload();
      await chat.composer.waitFor();
      if (await chat.button('nav.open').isVisible()) await chat.button('nav.open').click();
      await chat.button('session.more', { title: used[0] }).click();
      await chat.menuItem('session.delete').click();
      await chat.by('alertdialog', 'session.delete_title').waitFor();
    },
  },
  rename: {
    lead: async (chat) => {
      await chat.send(used[0]);
      await chat.rests();
      await chat.page.getByRole('heading', { name: used[0] }).getByRole('button').click();
      await chat.page.getByRole('dialog').waitFor();
    },
  },
  'server-failed': {
    path: '/inspector',
    set: { servers: (workspace) => ({ broken: { command: `${workspace}/not-there` }, off: { command: 'true', disabled: true } }) },
    lead: (chat) => chat.saying('inspector.failed').waitFor(),
  },
  'no-servers': {
    path: '/inspector',
    set: { servers: () => ({}) },
    lead: (chat) => chat.saying('inspector.no_servers').waitFor(),
  },
  tools: {
    path: '/inspector/features',
    lead: (chat) => chat.page.getByRole('button', { name: 'waits_for_stop' }).waitFor(),
  },
  schema: {
    path: '/inspector/workspace',
    lead: async (chat) => {
      await choose(chat, 'read_file');
      await chat.by('tab', 'inspector.schema').click();
    },
  },
  'tool-wrong': {
    path: '/inspector/workspace',
    lead: async (chat) => {
      await choose(chat, 'read_file');
      await chat.button('inspector.run').click();
      await chat.saying('schema.required').waitFor();
    },
  },
  'tool-confirm': {
    path: '/inspector/workspace',
    lead: async (chat) => {
      await choose(chat, 'write_file');
      await chat.page.getByLabel('path').fill('notes/hello.txt');
      await chat.page.getByLabel('content').fill('Hello world\n');
      await chat.button('inspector.run').click();
      await chat.page.getByRole('alertdialog').waitFor();
    },
  },
  'tool-running': {
    path: '/inspector/features',
    lead: async (chat) => {
      await choose(chat, 'waits_for_stop');
      await run(chat);
      await chat.page.getByText('waiting', { exact: true }).first().waitFor();
    },
  },
  'tool-failed': {
    path: '/inspector/workspace',
    lead: async (chat) => {
      await choose(chat, 'read_file');
      await chat.page.getByLabel('path').fill('../etc/passwd');
      await chat.button('inspector.run').click();
      await chat.by('status', 'tool.result').scrollIntoViewIfNeeded();
    },
  },
  'no-usage': {
    path: '/usage',
    lead: (chat) => chat.by('region', 'usage.sums').waitFor(),
  },
  budget: {
    path: '/usage',
    set: { config: { budget: { soft_tokens: 100, hard_tokens: 140, hard_usd: 0.001 } } },
    lead: useIt,
  },
  'no-rules': { path: '/rules', lead: (chat) => chat.saying('rules.none').waitFor() },
  revoked: {
    path: '/rules',
    lead: async (chat) => {
      await rawChat(chat.page, ['both'], { approved: true, scope: 'tool' });
      await chat.page.reload();
      await chat.button('rules.revoke_one', { tool: 'add' }).click();
      await chat.saying('rules.revoked').waitFor();
    },
  },
  nowhere: { path: '/nowhere', lead: (chat) => chat.saying('not_found.what').waitFor() },
};
