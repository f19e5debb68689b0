// Finds the ends of WebSocket frames in the bytes that a server sends.

/** The size of a frame; undefined if its head is incomplete. Spec: RFC 6455 section 5.2; servers do not mask. */
function frameLength(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 0x7f;
  if (short < 126) return 2 + short;
  if (short === 126) return bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? undefined : 10 + Number(bytes.readBigUInt64BE(2));
}

/**
 * Follows the bytes that a server sends on one connection. `ends(bytes)` returns the positions in a
 * piece at which a frame ends; there are none before an upgrade.
 */
export class Frames {
  #head = Buffer.alloc(0); // of the response, then of a frame
  #left = 0; // of the current frame
  #plain = false;

  /** Whether the connection was upgraded to a WebSocket. */
  upgraded = false;

  ends(bytes) {
    const ends = [];
    let at = this.upgraded || this.#plain ? 0 : this.#readResponse(bytes);
    while (this.upgraded && at < bytes.length) {
      if (this.#left === 0) {
        this.#head = Buffer.concat([this.#head, bytes.subarray(at, at + 1)]);
        at += 1;
        const length = frameLength(this.#head);
        if (length === undefined) continue;
        this.#left = length - this.#head.length;
        this.#head = Buffer.alloc(0);
      } else {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
      }
      if (this.#left === 0) ends.push(at);
    }
    return ends;
  }

  #readResponse(bytes) {
    const before = this.#head.length;
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return bytes.length;
    this.upgraded = this.#head.toString('latin1', 0, 12) === 'HTTP/1.1 101';
    this.#plain = !this.upgraded;
    this.#head = Buffer.alloc(0);
    return end + 4 - before;
  }
}
