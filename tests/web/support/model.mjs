// The model: the strict fake of the Messages API, and functions to write its answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { programOf, start } from './programs.mjs';

/** A block of text; `piece` is the bytes of each delta. */
export const says = (text, more = {}) => ({ type: 'text', text, ...more });
/** A block of thinking. */
export const thinks = (thinking) => ({ type: 'thinking', thinking, signed: true });
/** A tool use. */
export const uses = (server, tool, input, more = {}) => ({
  type: 'tool_use', name: `mcp__${server}__${tool}`, input, ...more,
});
/** A tool use of write_file. */
export const writes = (path, content, more = {}) =>
  uses('workspace', 'write_file', { path, content, createParents: true, ...more }, { piece: 4096 });

/** A message of the model; `faults` as in tests/fake_anthropic/fake_anthropic.hpp. */
export const step = (blocks, faults) => ({ answer: { blocks }, ...(faults && { faults }) });
/** An error of the Messages API. */
export const refuses = (status, type, more = {}) => ({
  error: { status, type, message: 'This is a test.', ...more },
});

/** The answers to a user's message that contains `match`: one step for each round. */
export const to = (match, ...steps) => ({ match, by_depth: true, steps });

/**
 * Starts the fake. `answers` are made by `to`; `otherwise` answers messages that match none of them.
 * `complaints()` stops it and returns the requests that the API would have rejected.
 */
export async function startModel(directory, answers, otherwise = step([says('Sim.')])) {
  const file = join(directory, 'scenario.json');
  writeFileSync(file, JSON.stringify({ scenarios: answers, steps: [otherwise], repeat: true }));
  const program = start('fake-anthropic', programOf('fake-anthropic'), ['--scenario', file]);
  const heading = /listening on (\S+)\n/;
  const [, url] = await program.said(heading);
  const complaints = async () => {
    await program.kill();
    return program.output.replace(heading, '').trim();
  };
  return { url, complaints };
}
