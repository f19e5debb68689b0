import type { AssistantItem, ChatItem, ChatState, ToolCall, TokenUsage } from "@/chat/model";

function lastingCall(call: ToolCall): Partial<ToolCall> {
  const { id, messageId, apiName, server, status, input, inputText, approval, result } = call;
  const { startedAt, durationMs } = call;
  return {
    id,
    messageId,
    apiName,
    server,
    status,
    input,
    inputText,
    approval,
    startedAt,
    durationMs,
    result: result && { ...result, structured: undefined },
  };
}

function lastingUsage(usage: TokenUsage): TokenUsage {
  return { ...usage, costUsd: 0 };
}

function lastingItem(item: ChatItem): ChatItem {
  if (item.kind !== "assistant") return item;
  const model = item.status === "open" ? null : item.model;
  const lasting: AssistantItem = {
    ...item,
    model,
    startedAt: 0,
    usage: item.usage && lastingUsage(item.usage),
  };
  return lasting;
}

/**
 * Of a chat what a snapshot tells: not what calls have written, what messages cost, and what went
 * wrong.
 */
export function lasting(state: ChatState) {
  const { phase, turn, session, elicitations, pending, contextTokens, seq, epoch } = state;
  return {
    phase,
    turn,
    session,
    elicitations,
    pending,
    contextTokens,
    seq,
    epoch,
    items: state.items.filter((item) => item.kind !== "notice").map(lastingItem),
    toolCalls: Object.values(state.toolCalls)
      .map(lastingCall)
      .sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1)),
    usage: { turn: lastingUsage(state.usage.turn), session: lastingUsage(state.usage.session) },
  };
}
