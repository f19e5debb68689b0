import type { UsageCounts } from "@/protocol";

import type { ChatItem, TokenUsage } from "./model";

/** Nothing used. */
export const noUsage: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  totalTokens: 0,
  costUsd: 0,
};

/** The bridge's counts. */
export function usageOf(counts: UsageCounts, costUsd: number | null | undefined): TokenUsage {
  const cacheReadTokens = counts.cache_read_input_tokens ?? counts.cache_read_tokens ?? 0;
  const cacheWriteTokens = counts.cache_creation_input_tokens ?? counts.cache_creation_tokens ?? 0;
  const { input_tokens: inputTokens, output_tokens: outputTokens } = counts;
  const totalTokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, totalTokens, costUsd };
}

/** A decimal text in USD; null: no price; undefined: not told. */
export function costOf(text: string | null | undefined): number | null | undefined {
  return typeof text === "string" ? Number(text) : text;
}

const picoPerUsd = 1e12;

// Exact, as the bridge's: costs are whole numbers of pico-USD.
function costSum(one: TokenUsage["costUsd"], other: TokenUsage["costUsd"]): TokenUsage["costUsd"] {
  if (one === undefined || other === undefined) return undefined;
  if (one === null || other === null) return null;
  return Math.round(one * picoPerUsd + other * picoPerUsd) / picoPerUsd;
}

function plus(one: TokenUsage, other: TokenUsage): TokenUsage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    costUsd: costSum(one.costUsd, other.costUsd),
  };
}

function usagesOf(items: readonly ChatItem[]): { turnId: string; usage: TokenUsage }[] {
  return items.flatMap((item) =>
    item.kind === "assistant" && item.usage ? [{ turnId: item.turnId, usage: item.usage }] : [],
  );
}

/** What the messages have used: all of them, and those of the last turn. */
export function usageSums(items: readonly ChatItem[]): { turn: TokenUsage; session: TokenUsage } {
  const all = usagesOf(items);
  const lastTurn = items.findLast((item) => item.kind === "user")?.turnId;
  const sum = (usages: typeof all) =>
    usages.reduce((total, each) => plus(total, each.usage), noUsage);
  return { turn: sum(all.filter((each) => each.turnId === lastTurn)), session: sum(all) };
}

/** What the last message of the model took of its context window. */
export function contextTokensOf(items: readonly ChatItem[]): number {
  return usagesOf(items).at(-1)?.usage.totalTokens ?? 0;
}
