// A server with scripted tools.
import { writeFileSync } from 'node:fs';

import { inRepository } from './programs.mjs';

/** Its entry of `mcpServers`, see scripted_server.mjs; its file is beside the workspace. */
export function scriptedServer(workspace, tools) {
  const file = `${workspace}/../tools.json`;
  writeFileSync(file, JSON.stringify(tools));
  return {
    command: process.execPath, args: [inRepository('tests/web/support/scripted_server.mjs'), file],
  };
}
