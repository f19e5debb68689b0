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

/** Converts the counts of a message. */
export function usageOf(counts: UsageCounts, costUsd: number | null | undefined): TokenUsage {
  const cacheReadTokens = counts.cache_read_input_tokens ?? counts.cache_read_tokens ?? 0;
  const cacheWriteTokens = counts.cache_creation_input_tokens ?? counts.cache_creation_tokens ?? 0;
  const { input_tokens: inputTokens, output_tokens: outputTokens } = counts;
  const totalTokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, totalTokens, costUsd };
}

/** Converts a sum. */
export function usageOfSum(sum: UsageSummary): TokenUsage {
  const { input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens } = sum;
  const counts = { input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens };
  return usageOf(counts, costOf(sum.total_cost_usd));
}

/** Parses a decimal text in USD; null: no price; undefined: not known. */
export function costOf(text: string | null | undefined): number | null | undefined {
  return typeof text === "string" ? Number(text) : text;
}

const picoPerUsd = 1e12;

// Exact, like the bridge's sum: costs are whole numbers of pico-USD. Messages without a price are
// left out; if no message has a price, the sum is null.
function costSum(sum: TokenUsage, more: TokenUsage): TokenUsage["costUsd"] {
  if (sum.costUsd === undefined || more.costUsd === undefined) return undefined;
  if (sum.costUsd === null || sum.totalTokens === 0) return more.costUsd;
  return Math.round(sum.costUsd * picoPerUsd + (more.costUsd ?? 0) * picoPerUsd) / picoPerUsd;
}

/** Adds the usage of a message to a sum. */
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

/** The usage of the last turn's messages. */
export function usageOfTurn(items: readonly ChatItem[]): TokenUsage {
  const lastTurn = items.findLast((item) => item.kind === "user")?.turnId;
  return usagesOf(items)
    .filter((each) => each.turnId === lastTurn)
    .reduce((total, each) => plus(total, each.usage), noUsage);
}

/** How many tokens of its context window the last message of the model used. */
export function contextTokensOf(items: readonly ChatItem[]): number {
  return usagesOf(items).at(-1)?.usage.totalTokens ?? 0;
}
