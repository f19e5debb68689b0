import type {
  AssistantMessageCompleted,
  BlockChunk,
  StopReason,
  ToolInputChunk,
  UsageUpdate,
} from "@/protocol";

import { endingNotice } from "./endings";
import { objectIn } from "./jsonText";
import type {
  AssistantBlock,
  AssistantItem,
  AssistantStatus,
  ChatItem,
  ChatState,
  ToolCall,
  ToolCallStatus,
} from "./model";
import { contextTokensOf, costOf, plus, usageOf, usageOfTurn } from "./tokenUsage";
import { newCall, withCall } from "./toolCalls";

/** The event that caused a change: its number, turn and time. */
export interface Moment {
  seq: number;
  turnId: string;
  at: number;
}

function newMessage(messageId: string, moment: Moment): AssistantItem {
  return {
    kind: "assistant",
    key: messageId,
    messageId,
    turnId: moment.turnId,
    model: null,
    status: "open",
    stopReason: null,
    blocks: [],
    blockNumbers: [],
    usage: null,
    startedAt: moment.at,
    completedAt: null,
  };
}

function indexOfMessage(items: readonly ChatItem[], messageId: string): number {
  return items.findLastIndex((item) => item.kind === "assistant" && item.messageId === messageId);
}

function replaced<Item>(all: readonly Item[], index: number, item: Item): Item[] {
  const copy = [...all];
  copy[index] = item;
  return copy;
}

function withMessage(
  state: ChatState,
  messageId: string,
  moment: Moment,
  change: (message: AssistantItem) => AssistantItem,
): ChatState {
  const index = indexOfMessage(state.items, messageId);
  const found = state.items[index];
  if (found?.kind === "assistant") {
    return { ...state, items: replaced(state.items, index, change(found)) };
  }
  return { ...state, items: [...state.items, change(newMessage(messageId, moment))] };
}

type MakeBlock = (key: string) => AssistantBlock;

function withBlock(
  message: AssistantItem,
  number: number,
  make: MakeBlock,
  grow: (block: AssistantBlock) => AssistantBlock,
): AssistantItem {
  const place = message.blockNumbers.indexOf(number);
  const block = message.blocks[place];
  if (block) return { ...message, blocks: replaced(message.blocks, place, grow(block)) };
  const added = grow(make(String(message.blocks.length)));
  return {
    ...message,
    blocks: [...message.blocks, added],
    blockNumbers: [...message.blockNumbers, number],
  };
}

/** Appends a piece of text or thinking. */
export function spoke(
  state: ChatState,
  kind: "text" | "thinking",
  chunk: BlockChunk,
  moment: Moment,
): ChatState {
  const make: MakeBlock = (key) => ({ kind, key, text: "" });
  const grow = (block: AssistantBlock) =>
    block.kind === "tool_use" ? block : { ...block, text: block.text + chunk.text };
  return withMessage(state, chunk.message_id, moment, (message) =>
    withBlock(message, chunk.block, make, grow),
  );
}

/** Appends a piece of the input of a call. */
export function typedInput(state: ChatState, chunk: ToolInputChunk, moment: Moment): ChatState {
  const { tool_use_id: toolUseId, message_id: messageId, block } = chunk;
  const make: MakeBlock = (key) => ({ kind: "tool_use", key, toolUseId });
  const isNew = !state.toolCalls[toolUseId];
  const shown =
    isNew && messageId !== undefined && block !== undefined
      ? withMessage(state, messageId, moment, (message) =>
          withBlock(message, block, make, (same) => same),
        )
      : state;
  return withCall(shown, toolUseId, (call) => ({
    ...(isNew ? newCall(toolUseId, chunk.name ?? "", messageId ?? null) : call),
    inputText: call.inputText + chunk.partial_json,
  }));
}

const cutting: readonly StopReason[] = ["max_tokens", "model_context_window_exceeded"];

/** The status of a call, by the status of its message, while nothing else is known of the call. */
export const statusInMessage: Readonly<Record<AssistantStatus, ToolCallStatus>> = {
  open: "typing_input",
  complete: "waiting",
  cancelled: "cancelled",
  interrupted: "failed",
};

function statusAfter(completed: AssistantMessageCompleted): AssistantStatus {
  if (completed.stop_reason === "cancelled") return "cancelled";
  return completed.reason === "error" ? "interrupted" : "complete";
}

// Whether the bridge stores the block: see ReplyBlock and MessageStream::assemble.
function isKept(state: ChatState, message: AssistantItem, place: number): boolean {
  const block = message.blocks[place];
  if (!block) return false;
  if (block.kind === "text") return block.text.trim() !== "";
  const broken = message.status !== "complete";
  const isLast = place === message.blocks.length - 1;
  if (block.kind === "thinking") return !(broken && isLast);
  const cut = message.stopReason !== null && cutting.includes(message.stopReason) && isLast;
  return !(broken || cut) || objectIn(state.toolCalls[block.toolUseId]?.inputText ?? "") !== null;
}

function completeCall(call: ToolCall, message: AssistantItem): ToolCall {
  const input = objectIn(call.inputText) ?? {};
  return { ...call, status: statusInMessage[message.status], input, inputText: "" };
}

/** The blocks that stay, renumbered. */
function keptBlocks(state: ChatState, message: AssistantItem): AssistantBlock[] {
  if (message.stopReason === "refusal") return [];
  return message.blocks
    .filter((_, place) => isKept(state, message, place))
    .map((block, place) =>
      block.key === String(place) ? block : { ...block, key: String(place) },
    );
}

function completedCalls(
  state: ChatState,
  before: AssistantItem,
  after: AssistantItem,
): ChatState["toolCalls"] {
  const uses = (message: AssistantItem) =>
    message.blocks.flatMap((block) => (block.kind === "tool_use" ? [block.toolUseId] : []));
  const kept = new Set(uses(after));
  const calls = { ...state.toolCalls };
  for (const id of uses(before)) {
    const call = calls[id];
    if (!kept.has(id)) delete calls[id];
    else if (call?.status === "typing_input") calls[id] = completeCall(call, after);
  }
  return calls;
}

/** A message has ended, complete or not. */
export function completed(
  state: ChatState,
  data: AssistantMessageCompleted,
  moment: Moment,
): ChatState {
  const index = indexOfMessage(state.items, data.message_id ?? "");
  const message = state.items[index];
  const noticesWhen = (isShown: boolean) =>
    endingNotice({
      key: String(moment.seq),
      turnId: moment.turnId,
      at: moment.at,
      stopReason: data.stop_reason ?? null,
      stopDetails: data.stop_details,
      isShown,
    });
  if (message?.kind !== "assistant") {
    const notices = noticesWhen(false);
    return notices.length ? { ...state, items: [...state.items, ...notices] } : state;
  }
  const ended: AssistantItem = {
    ...message,
    status: statusAfter(data),
    stopReason: data.stop_reason ?? null,
    blockNumbers: [],
    completedAt: moment.at,
  };
  const shown: AssistantItem = { ...ended, blocks: keptBlocks(state, ended) };
  const rest = shown.blocks.length
    ? replaced(state.items, index, shown)
    : state.items.filter((item) => item !== message);
  return withSums({
    ...state,
    items: [...rest, ...noticesWhen(shown.blocks.length > 0)],
    toolCalls: completedCalls(state, message, shown),
  });
}

/** Records the usage of a message. */
export function used(state: ChatState, update: UsageUpdate): ChatState {
  const usage = usageOf(update.usage, costOf(update.cost_usd));
  const session = plus(state.usage.session, usage);
  const summed: ChatState = { ...state, usage: { ...state.usage, session } };
  const index = indexOfMessage(state.items, update.message_id ?? "");
  const message = state.items[index];
  if (message?.kind !== "assistant") return summed;
  const counted: AssistantItem = { ...message, usage, model: update.usage.model ?? message.model };
  return withSums({ ...summed, items: replaced(state.items, index, counted) });
}

function withSums(state: ChatState): ChatState {
  const usage = { ...state.usage, turn: usageOfTurn(state.items) };
  return { ...state, usage, contextTokens: contextTokensOf(state.items) };
}
