// A workspace whose server blocks while it writes a long file.
import { workspaceServer } from './bridge.mjs';
import { inRepository } from './programs.mjs';

const fileThatLetsGo = '../let-go';
// More than the list of tools and the progress of a short file.
const bytesBefore = 100_000;

/** `mcpServers` with only this server. */
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

/** Lets the server continue. */
export const letGo = (bridge) => bridge.write(fileThatLetsGo, '');

/** A text that is long enough for the server to block, and short enough that all of it is reported. */
export const longText = Array.from({ length: 5_000 },
  (_, i) => `line ${i + 1} of a file that takes its time, ção\n`).join('').slice(0, 240_000);
