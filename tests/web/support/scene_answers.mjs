// The answers of the model in all scenes, and the initial files of the workspace.
import { apiName } from './api_name.mjs';
import { refuses, says, step, thinks, to, uses, writes } from './model.mjs';

/** A small server, as it is in the workspace. */
export const script = `import { createServer } from "node:http";

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

/** A longer file, which is changed in a few places. */
export const inventory = Array.from({ length: 60 }, (_, i) => i % 6 === 0
  ? `// Shelf ${i / 6 + 1}` : `stock.set("item-${String(i).padStart(3, '0')}", { shelf: ${Math.floor(i / 6) + 1}, count: ${(i * 7) % 23} });`)
  .join('\n') + '\n';
const recounted = inventory.split('\n').flatMap((line, i) => {
  if (i === 9) return [];
  if (i % 14 === 2) return [line.replace(/count: \d+/, 'count: 40'), `log("counted again: row ${i}");`];
  return [line.replace('shelf: 5,', 'shelf: 5, fragile: true,')];
}).join('\n');

const unbroken = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'.repeat(6);
const wideAnswer = `# What the log says

## Requests by the hour, and where they come from

| hour | requests | errors | median | 99th percentile | most frequent address | most frequent agent |
|---:|---:|---:|---:|---:|---|---|
| 08:00 | 12 042 | 3 | 4.1 ms | 31 ms | /api/v1/accounts/by-region/south-america | Mozilla/5.0 (X11; Linux x86_64) |
| 09:00 | 31 377 | 12 | 4.4 ms | 58 ms | /api/v1/orders | curl/8.5.0 |

- The token \`${unbroken}\` is longer than a line.
- https://example.com/${'a-long-path/'.repeat(14)}
  - a list in a list, with **words** that *stand out*
  - [x] and what is done

### A command

\`\`\`sh
journalctl --unit mcp-bridge --since "2026-11-20 08:00" --until "2026-11-20 10:00" --output json | jq -r 'select(.level != "info") | [.time, .code, .message] | @tsv'
\`\`\`

---

1. First, look at the errors.
2. Then ask me for the rest of it.
`;

/** A tool whose name, title and arguments have the maximum length. */
export const longName = 'synchronise_customer_accounts_across_all_regions_and_write_report';
export const longTool = {
  name: longName,
  title: 'Synchronise the accounts of customers across all regions, and write a report of what changed',
  inputSchema: { type: 'object', properties: { token: { type: 'string' }, regions: { type: 'array' } } },
  annotations: { destructiveHint: true, openWorldHint: true },
};

const changes = [
  thinks('The file is there already, so the change has to be small.'),
  says('I will read the port from the environment and greet in Portuguese.'),
  uses('workspace', 'write_file', { path: 'server.mjs', content: betterScript, mode: 'overwrite' }),
];
/** The tokens and the time that such a step takes with a real model. */
function asUsual({ answer }) {
  const usage = {
    input_tokens: 214, output_tokens: 327, cache_read_input_tokens: 5860, cache_creation_input_tokens: 412,
  };
  return { answer: { ...answer, usage }, faults: { drip_ms: 60 } };
}

/** The answers themselves, see `to`. */
export const sceneAnswers = [
  to('port', asUsual(step(changes)), step([says(explanation)])),
  to('plan', asUsual(step([says('I will write the plan into `plan.md`, seven days a week.'),
    { ...uses('workspace', 'write_file', { path: 'plan.md', content: plan }), piece: 16384 }])), step([says('The plan is there.')])),
  to('explain', step([thinks('Short, with an example.'), says(explanation, { piece: 8 })],
    { drip_ms: 250 })),
  to('both', step([says('Two things at once.'), writes('notes/hello.txt', 'Hello world\n'),
    uses('features', 'add', { a: 17, b: 25 })]), step([says('Both are done.')])),
  to('deploy', step([uses('features', 'deploy', { app: 'shop' })]), step([says('Deployed.')])),
  to('busy', refuses(429, 'rate_limit_error', { headers: { 'retry-after': '42' } })),
  to('limit', refuses(429, 'rate_limit_error', { headers: { 'retry-after': '150' } })),
  to('inventory', step([says('I will write down what was counted.'),
    uses('workspace', 'write_file', { path: 'inventory.mjs', content: recounted, mode: 'overwrite' })]),
  step([says('The inventory is up to date.')])),
  to('log', step([says(wideAnswer)])),
  to('accounts', step([says('This takes a while.'), { ...uses('', '', {
    token: unbroken, regions: ['south-america-east-1', 'europe-west-4', 'asia-northeast-2'],
    note: 'Only what has changed since yesterday; leave the archived accounts as they are, and say how many there were.',
  }), name: apiName('the-accounts-of-the-whole-company', longName) }]), step([says('All accounts are the same now.')])),
  to('count', step([uses('features', 'waits_for_stop', {})]), step([says('Stopped.')])),
  to('sign in', step([uses('scripted', 'ask', {})]), step([says('Thank you.')])),
  to('one by one', ...Array.from({ length: 4 }, (_, i) => step([uses('features', 'add', { a: i, b: 1 })])), step([says('Done.')])),
  to('length', { answer: { blocks: [says('The answer is so long that it')], stop_reason: 'max_tokens' } }),
  to('refuse', step([uses('features', 'refuses', {})]), step([says('The tool does not want to.')])),
];
