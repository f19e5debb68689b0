// Waiting for what comes by itself.
import { setTimeout as pause } from 'node:timers/promises';

const patience = 20_000;
const rest = 40;

/**
 * Resolves with what `look` gives once that is something; rejects, and tells `what`, which may be a
 * function, when it never is.
 */
export async function eventually(what, look) {
  const end = Date.now() + patience;
  while (true) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) {
      throw new Error(`it never came: ${typeof what === 'function' ? what() : what}`);
    }
    await pause(rest);
  }
}
