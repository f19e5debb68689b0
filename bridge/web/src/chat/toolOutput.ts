import type { ToolOutput } from "./model";

// Only the end of a longer output is kept, to limit memory.
const longestOutput = 1_000_000;
const keptOutput = 500_000;

/** The output with one more piece. */
export function longer(output: ToolOutput | null, piece: string): ToolOutput {
  const { text, omitted, pieces } = output ?? { text: "", omitted: 0, pieces: 0 };
  const whole = text + piece;
  const cut = whole.length > longestOutput ? whole.length - keptOutput : 0;
  return { text: cut ? whole.slice(cut) : whole, omitted: omitted + cut, pieces: pieces + 1 };
}
