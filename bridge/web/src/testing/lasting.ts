import type { AssistantItem, ChatItem, ChatState, ToolCall } from "@/chat/model";

function lastingCall(call: ToolCall): Partial<ToolCall> {
  const { id, messageId, apiName, server, status, input, inputText, approval, result } = call;
  const { startedAt, durationMs, title, preview, editedInput, editedInputCut, decidedBy } = call;
  return {
    id,
    messageId,
    apiName,
    server,
    status,
    input,
    inputText,
    approval,
    title,
    preview: editedInput ? null : preview,
    editedInput,
    editedInputCut,
    decidedBy,
    startedAt,
    durationMs,
    result: result && { ...result, structured: undefined },
  };
}

function lastingItem(item: ChatItem): ChatItem {
  if (item.kind !== "assistant") return item;
  const model = item.status === "open" ? null : item.model;
  const lasting: AssistantItem = { ...item, model, startedAt: 0 };
  return lasting;
}

/** The part of a chat's state that a snapshot contains: without the output of calls and errors. */
export function lasting(state: ChatState) {
  const { phase, turn, session, elicitations, pending, contextTokens, seq, epoch, usage } = state;
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
    usage,
  };
}
