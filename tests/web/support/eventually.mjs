// Polling for a condition.
import { setTimeout as pause } from 'node:timers/promises';

const patience = 20_000;
const rest = 40;

/**
 * Resolves with the first truthy result of `look`; rejects on timeout with `what`, a text or a
 * function that returns it.
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
