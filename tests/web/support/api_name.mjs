// The name that the model gets for a tool whose own name the API does not allow: bridge/servers/tool_names.cc.
import { createHash } from 'node:crypto';

const longest = 64;
const hashDigits = 8;
const fitting = (name) => Buffer.from(name).toString('latin1').replace(/[^\w-]/g, '_');

/** The name for the model of a tool with a name that is not only letters, digits, `_` and `-`. */
export function apiName(server, tool) {
  const hash = createHash('sha256').update(JSON.stringify([server, tool])).digest('hex');
  const name = `mcp__${fitting(server)}__${fitting(tool)}`;
  return `${name.slice(0, longest - hashDigits - 1)}_${hash.slice(0, hashDigits)}`;
}
