/**
 * Estimates how long the lexer of `marked` may take for a text. Its regular expressions search from each
 * opening mark to the end of the paragraph, and for links from each of these again: a hostile text of
 * 20 kB keeps it busy for minutes. The unit is about half a nanosecond on a machine of 2020.
 */

/** The most work for the page's own thread: about 50 ms. */
export const mostWork = 1e8;
/** Longer texts count as too much work. */
const longestText = 100_000;

interface Marks {
  length: number;
  /** `[` */
  brackets: number;
  /** `](` */
  destinations: number;
  /** `*` and `_` */
  emphases: number;
}

const noMarks: Marks = { length: 0, brackets: 0, destinations: 0, emphases: 0 };

// Measured with each mark alone, with text between them, and mixed: lexerWork.test.ts.
function workOf({ length, brackets, destinations, emphases }: Marks): number {
  const links = Math.min(brackets, destinations);
  return 1.2 * length ** 2 + links ** 2 * length + 2 * emphases * length + 120 * emphases ** 2;
}

/** An upper bound of the lexer's work for this text, in units. Linear in its length. */
export function lexerWork(text: string): number {
  if (text.length > longestText) return Infinity;
  let work = 0;
  let marks = { ...noMarks };
  let lineIsBlank = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    marks.length += 1;
    if (character === "\n") {
      if (lineIsBlank) {
        work += workOf(marks); // a blank line ends the paragraph and all open marks
        marks = { ...noMarks };
      }
      lineIsBlank = true;
      continue;
    }
    if (character !== " " && character !== "\t") lineIsBlank = false;
    if (character === "[") marks.brackets += 1;
    else if (character === "(" && text[at - 1] === "]") marks.destinations += 1;
    else if (character === "*" || character === "_") marks.emphases += 1;
  }
  return work + workOf(marks);
}
