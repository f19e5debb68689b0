// A host that stops reading for a while: held_reader.mjs BYTES FILE COMMAND ARGUMENT... runs a server,
// and reads only this many bytes of its output until FILE exists. So the server blocks in the middle of
// its work.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [bytes, file, command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(server.stdin);
server.on('exit', (code) => process.exit(code ?? 1));

let taken = 0;
for await (const piece of server.stdout) {
  taken += piece.length;
  process.stdout.write(piece);
  while (taken > +bytes && !existsSync(file)) await pause(20);
}
