// The bridge does not send the context windows of models.
const windows: readonly [model: RegExp, tokens: number][] = [
  [/^claude-[a-z]+-5(-|$)/, 1_000_000],
  [/^/, 200_000],
];

/** The context window of a model in tokens; for an unknown model, that of every model. */
export function contextWindow(model: string | null): number {
  return windows.find(([name]) => name.test(model ?? ""))?.[1] ?? 0;
}
