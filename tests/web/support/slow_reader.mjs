// A host that reads slowly: slow_reader.mjs BYTES COMMAND ARGUMENT... runs a server, and takes so many
// bytes of what it says every 20 ms. The server waits, in the middle of what it is doing.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const [bytes, command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(server.stdin);
server.on('exit', (code) => process.exit(code ?? 1));

while (true) {
  const piece = server.stdout.read(Math.min(+bytes, server.stdout.readableLength)) ?? '';
  process.stdout.write(piece);
  await pause(20);
}
