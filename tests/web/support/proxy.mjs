// A proxy that simulates a bad network between the page and the bridge.
import { createConnection, createServer } from 'node:net';

import { Frames } from './frames.mjs';

/**
 * Listens on a port of its own and passes everything on to `target`.
 * - `cut()` breaks all connections.
 * - `offline = true` breaks all connections, and refuses new ones.
 * - `framesPerSocket = n` breaks each WebSocket after n frames of the bridge.
 * - `bytesPerSocket = n` breaks it after n bytes of the bridge, also within a frame.
 * - `silent = true` keeps the connections open, but passes no bytes on.
 * `cuts` is the number of WebSockets that the two limits have broken.
 */
export class Proxy {
  framesPerSocket = Infinity;
  bytesPerSocket = Infinity;
  silent = false;
  cuts = 0;

  #target;
  #offline = false;
  #sockets = new Set();
  #server = createServer((near) => this.#connect(near));

  constructor(target) {
    this.#target = target;
  }

  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
  }

  stop() {
    this.#server.close();
    this.cut();
  }

  cut() {
    for (const socket of this.#sockets) socket.destroy();
  }

  set offline(offline) {
    this.#offline = offline;
    if (offline) this.cut();
  }

  #connect(near) {
    if (this.#offline) return near.destroy();
    const far = createConnection(this.#target, '127.0.0.1');
    const both = [near, far];
    for (const socket of both) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {}); // `close` follows
      socket.on('close', () => both.forEach((each) => {
        each.destroy();
        this.#sockets.delete(each);
      }));
    }
    near.on('data', (bytes) => this.silent || far.write(bytes));
    this.#limit(near, far);
  }

  #limit(near, far) {
    const frames = new Frames();
    let framesSeen = 0;
    let bytesSeen = 0;
    far.on('data', (bytes) => {
      if (this.silent || near.writableEnded) return;
      const ends = frames.ends(bytes);
      framesSeen += ends.length;
      bytesSeen += bytes.length;
      const tooMany = framesSeen - this.framesPerSocket;
      const tooLong = bytesSeen - this.bytesPerSocket;
      if (!frames.upgraded || (tooMany < 0 && tooLong < 0)) return near.write(bytes);
      const end = tooMany >= 0 ? ends[ends.length - 1 - tooMany] : bytes.length - tooLong;
      near.end(bytes.subarray(0, Math.max(0, end ?? 0)), () => near.destroy());
      this.cuts += 1;
    });
  }
}
