// The bridge does not say how much a model takes.
const windows: readonly [model: RegExp, tokens: number][] = [
  [/^claude-[a-z]+-5(-|$)/, 1_000_000],
  [/^/, 200_000],
];

/** How many tokens a model takes; what every model takes, if it is not known. */
export function contextWindow(model: string | null): number {
  return windows.find(([name]) => name.test(model ?? ""))?.[1] ?? 0;
}
