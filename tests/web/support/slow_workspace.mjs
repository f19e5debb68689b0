// A workspace of which the host reads slowly, so that a write takes its time.
import { workspaceServer } from './bridge.mjs';
import { inRepository } from './programs.mjs';

const bytesAtATime = 8192;

/** `mcpServers` with nothing but that. */
export function slowWorkspace(workspace) {
  const { command, args } = workspaceServer(workspace);
  const reader = inRepository('tests/web/support/slow_reader.mjs');
  return {
    workspace: { command: process.execPath, args: [reader, `${bytesAtATime}`, command, ...args] },
  };
}
