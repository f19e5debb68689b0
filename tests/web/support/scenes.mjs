// What is worth a picture: each scene sets a stage, and leads a page to where the picture is taken.
import { heldWorkspace } from './held_workspace.mjs';
import { refuses, says, step, thinks, to, uses, writes } from './model.mjs';
import { rawChat } from './raw_chat.mjs';

const script = `import { createServer } from "node:http";

const port = 8080;

createServer((request, response) => {
  response.end("Hello world");
}).listen(port);
`;
const betterScript = script.replace('const port = 8080;', 'const port = Number(process.env.PORT ?? 8080);')
  .replace('  response.end("Hello world");', `  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end("Olá, mundo\\n");`);

const weeks = [
  'Values, functions, and where an object lives', 'Classes, RAII, and moving instead of copying',
  'Templates, concepts, and the ranges library', 'Threads, coroutines, and a small server',
];
const plan = `# A study plan for C++

${weeks.map((topic, i) => `## Week ${i + 1}: ${topic}

| day | topic | exercise |
|---|---|---|
${['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].map((day, at) =>
    `| ${day} | part ${at + 1} of “${topic.toLowerCase()}” | exercise ${i + 1}.${at + 1} |`).join('\n')}
`).join('\n')}
${Array.from({ length: 2_500 }, (_, i) => `- [ ] ${i + 1}. Read a page, write ten lines, and have a test for them.`)
    .join('\n')}
`;

const explanation = `The server reads its port from the environment now. What has changed:

1. **Port**: \`PORT\` when it is set, 8080 otherwise.
2. **Text**: in UTF-8, so that *“Olá”* arrives as it was written.

\`\`\`js
const port = Number(process.env.PORT ?? 8080);
\`\`\`

| variable | default | meaning |
|---|---|---|
| \`PORT\` | 8080 | where it listens |

> Start it with \`PORT=3000 node server.mjs\`.
`;

const changes = [
  thinks('The file is there already, so the change has to be small.'),
  says('I will read the port from the environment and greet in Portuguese.'),
  writes('server.mjs', betterScript, { mode: 'overwrite' }),
];
const answers = [
  to('port', step(changes), step([says(explanation)])),
  to('plan', step([says('I will write the plan into `plan.md`.'),
    writes('plan.md', plan)]), step([says('The plan is there.')])),
  to('explain', step([thinks('Short, with an example.'), says(explanation, { piece: 8 })],
    { drip_ms: 250 })),
  to('both', step([says('Two things at once.'), writes('notes/hello.txt', 'Hello world\n'),
    uses('features', 'add', { a: 17, b: 25 })]), step([says('Both are done.')])),
  to('deploy', step([uses('features', 'deploy', { app: 'shop' })]), step([says('Deployed.')])),
  to('busy', refuses(429, 'rate_limit_error', { headers: { 'retry-after': '42' } })),
  to('limit', refuses(429, 'rate_limit_error', { headers: { 'retry-after': '150' } })),
  to('refuse', step([uses('features', 'refuses', {})]), step([says('The tool does not want to.')])),
];

const changePort = 'Let the server take its port from the environment.';

async function ask(chat, text) {
  chat.stage.bridge.write('server.mjs', script);
  await chat.send(text);
}

const allow = (chat) => chat.button('approval.allow_once').first().click();

/** The scenes by name; `set` is what `Stage.set` takes. */
export const scenes = {
  'empty-chat': { lead: (chat) => chat.composer.waitFor() },
  'no-key': { set: { key: false }, lead: (chat) => chat.saying('empty.no_model').waitFor() },
  streaming: {
    lead: async (chat) => {
      await ask(chat, 'Please explain the change to me.');
      await chat.button('chat.thought').click();
      await chat.hears('Text');
    },
  },
  approval: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.approval('Write a file').waitFor();
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
  'two-approvals': {
    lead: async (chat) => {
      await ask(chat, 'Please do both.');
      await chat.approval('Add').waitFor();
    },
  },
  editing: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.button('approval.edit').click();
    },
  },
  writing: {
    set: { servers: heldWorkspace },
    lead: async (chat) => {
      await ask(chat, 'Write a study plan for C++ into plan.md.');
      await allow(chat);
      await chat.by('region', 'tool.written').getByText('400. Read').waitFor();
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
  question: {
    lead: async (chat) => {
      await ask(chat, 'Please deploy the shop.');
      await allow(chat);
      const group = chat.by('group', 'elicitation.server_asks');
      await group.getByLabel('yes').check();
      await group.getByRole('button', { name: chat.text('elicitation.accept') }).click();
      await group.getByText('Where?').waitFor();
    },
  },
  reconnecting: {
    lead: async (chat) => {
      await ask(chat, changePort);
      await chat.approval('Write a file').waitFor();
      await chat.stage.bridge.kill('SIGKILL');
      await chat.saying('badge.reconnecting').waitFor();
    },
  },
  menu: {
    wide: false,
    lead: async (chat) => {
      await rawChat(chat.page, ['A first chat', 'deploy', 'Both, please']);
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
    lead: async (chat) => {
      for (const text of ['What is a coroutine?', 'Plans for the summer', 'Please do both.']) {
        await rawChat(chat.page, [text, text]);
      }
      await chat.page.reload();
      await chat.by('heading', 'usage.by_chat').waitFor();
    },
  },
  rules: {
    path: '/rules',
    lead: async (chat) => {
      await rawChat(chat.page, ['both'], { approved: true, scope: 'tool' });
      await rawChat(chat.page, ['refuse'], { approved: false, scope: 'session' });
      await chat.page.reload();
      await chat.button('rules.revoke_one', { tool: 'add' }).waitFor();
    },
  },
};

/** What the model of every scene answers. */
export const sceneAnswers = answers;
