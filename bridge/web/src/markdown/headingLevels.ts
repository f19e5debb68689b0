import type { Token, Tokens } from "marked";

const first = 3; // after the page's and the message's own
const last = 6;

/** The levels of the headings of a text among those of the page, by index: none is left out on the way down. */
export function headingLevels(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  let top: number | undefined;
  let before = first - 1;
  tokens.forEach((token, index) => {
    if (token.type !== "heading") return;
    const { depth } = token as Tokens.Heading;
    top ??= depth;
    before = Math.min(before + 1, last, Math.max(first, first + depth - top));
    levels.set(index, before);
  });
  return levels;
}
