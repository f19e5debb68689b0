import type { Token, Tokens } from "marked";

const first = 3; // below the headings of the page and of the message
const last = 6;

/** The levels of a text's headings on the page, by token index; no level is skipped downwards. */
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
