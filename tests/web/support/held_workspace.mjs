// A workspace whose server is held up while it writes a long file.
import { workspaceServer } from './bridge.mjs';
import { inRepository } from './programs.mjs';

const fileThatLetsGo = '../let-go';
// More than the list of tools is, and than what is told of a short file.
const bytesBefore = 100_000;

/** `mcpServers` with nothing but that. */
export function heldWorkspace(workspace) {
  const { command, args } = workspaceServer(workspace);
  const reader = inRepository('tests/web/support/held_reader.mjs');
  return {
    workspace: {
      command: process.execPath,
      args: [reader, `${bytesBefore}`, `${workspace}/${fileThatLetsGo}`, command, ...args],
    },
  };
}

/** Lets the server go on. */
export const letGo = (bridge) => bridge.write(fileThatLetsGo, '');

/** A text that is too long to be written before the server is held up, and is still told in full. */
export const longText = Array.from({ length: 5_000 },
  (_, i) => `line ${i + 1} of a file that takes its time, ção\n`).join('').slice(0, 240_000);
