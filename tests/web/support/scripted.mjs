// A server that says what a test wants.
import { writeFileSync } from 'node:fs';

import { inRepository } from './programs.mjs';

/** How it is started, see scripted_server.mjs; its file goes beside the workspace. */
export function scriptedServer(workspace, tools) {
  const file = `${workspace}/../tools.json`;
  writeFileSync(file, JSON.stringify(tools));
  return {
    command: process.execPath, args: [inRepository('tests/web/support/scripted_server.mjs'), file],
  };
}
