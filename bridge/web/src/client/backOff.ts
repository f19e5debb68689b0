const first = 500;
const longest = 15_000;

/**
 * How long to wait before that attempt (1, 2, 3…): a random time up to a limit that doubles each time,
 * so that many pages do not reconnect at once.
 */
export function backOff(attempt: number, random: number): number {
  return random * Math.min(longest, first * 2 ** (attempt - 1));
}
