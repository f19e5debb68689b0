// An answer that takes long enough to interrupt it.
import { Chat } from './chat.mjs';
import { says, step, thinks, to } from './model.mjs';

const parts = Array.from({ length: 8 }, (_, i) => `## Part ${i + 1}

Once upon a time — “há muito tempo” — there were ${i + 2} words: *ação*, \`código\`, 日本語, 👩‍👩‍👧 and **e\u0301**.

- one & two
- <three> [four](https://example.com/${i})

\`\`\`js
const part = ${i}; // ${'x'.repeat(i)}
\`\`\`
`);

/** Its last words. */
export const lastWords = 'and that is the end of it.';

/** The answer to a message that contains "Tell", in about 140 pieces, one every 15 ms. */
export const tale = to('Tell', step(
  [thinks('How does it go?'), says(`${parts.join('\n')}\n${lastWords}`, { piece: 14 })],
  { drip_ms: 15 }));

let told;

/** The content of a chat with this answer when it is not interrupted. */
export async function toldCalmly(stage, options) {
  if (told) return told;
  const page = await stage.open('/', options);
  const chat = new Chat(page);
  await chat.send('Tell me a tale');
  await chat.hears(lastWords);
  await chat.rests();
  told = await chat.said();
  await page.context().close();
  return told;
}
