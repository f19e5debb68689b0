import type { UsageCounts, UsageSummary } from "@/protocol";

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

/** The bridge's sum. */
export function usageOfSum(sum: UsageSummary): TokenUsage {
  const { input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens } = sum;
  const counts = { input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens };
  return usageOf(counts, costOf(sum.total_cost_usd));
}

/** A decimal text in USD; null: no price; undefined: not told. */
export function costOf(text: string | null | undefined): number | null | undefined {
  return typeof text === "string" ? Number(text) : text;
}

const picoPerUsd = 1e12;

// Exact, as the bridge's: costs are whole numbers of pico-USD. What has no price is not in the sum,
// and where nothing has one there is none.
function costSum(sum: TokenUsage, more: TokenUsage): TokenUsage["costUsd"] {
  if (sum.costUsd === undefined || more.costUsd === undefined) return undefined;
  if (sum.costUsd === null || sum.totalTokens === 0) return more.costUsd;
  return Math.round(sum.costUsd * picoPerUsd + (more.costUsd ?? 0) * picoPerUsd) / picoPerUsd;
}

/** The sum with one more message in it. */
export function plus(one: TokenUsage, other: TokenUsage): TokenUsage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    costUsd: costSum(one, other),
  };
}

function usagesOf(items: readonly ChatItem[]): { turnId: string; usage: TokenUsage }[] {
  return items.flatMap((item) =>
    item.kind === "assistant" && item.usage ? [{ turnId: item.turnId, usage: item.usage }] : [],
  );
}

/** What the messages of the last turn have used. */
export function usageOfTurn(items: readonly ChatItem[]): TokenUsage {
  const lastTurn = items.findLast((item) => item.kind === "user")?.turnId;
  return usagesOf(items)
    .filter((each) => each.turnId === lastTurn)
    .reduce((total, each) => plus(total, each.usage), noUsage);
}

/** What the last message of the model took of its context window. */
export function contextTokensOf(items: readonly ChatItem[]): number {
  return usagesOf(items).at(-1)?.usage.totalTokens ?? 0;
}
