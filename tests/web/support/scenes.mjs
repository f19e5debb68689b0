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
const tasks = [
  'Read the chapter and note three questions', 'Write ten lines that use it', 'Explain it to somebody',
  'Find it in a program that you know', 'Measure it, and write the number down', 'Write a test that fails without it',
];
const details = [
  'start small', 'without looking it up', 'on paper first', 'with the compiler as the judge',
  'in half an hour', 'and keep what you throw away', 'until it is boring',
];
const day = (number) => `## Day ${number}: ${weeks[Math.floor(number / 7) % weeks.length]}

${tasks.map((task, i) => `${i + 1}. ${task}, ${details[(number + 3 * i) % details.length]}.`).join('\n')}
`;
const plan = `# A year of C++\n\n${Array.from({ length: 730 }, (_, i) => day(i + 1)).join('\n')}`;

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
  uses('workspace', 'write_file', { path: 'server.mjs', content: betterScript, mode: 'overwrite' }),
];
const answers = [
  to('port', step(changes), step([says(explanation)])),
  to('plan', step([says('I will write the plan into `plan.md`.'),
    { ...uses('workspace', 'write_file', { path: 'plan.md', content: plan }), piece: 4096 }]), step([says('The plan is there.')])),
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
