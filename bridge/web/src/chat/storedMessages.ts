import type { CallNotes, StoredBlock, StoredMessage, StoredResultBlock } from "@/protocol";

import { statusInMessage } from "./assistant";
import { noted } from "./callNotes";
import { endingNotice } from "./endings";
import type {
  AssistantBlock,
  AssistantItem,
  AssistantStatus,
  ChatItem,
  ToolCall,
  UserItem,
} from "./model";
import { costOf, usageOf } from "./tokenUsage";
import { newCall } from "./toolCalls";

/** The state of the chat that its stored messages do not show. */
export interface Situation {
  /** A turn is open, or is about to be resumed: its calls without a result are not interrupted. */
  isTurnOpen: boolean;
  /** The notes about the calls of that turn. */
  calls: CallNotes;
}

/** The items and calls of stored messages. */
export interface Shown {
  items: ChatItem[];
  toolCalls: Record<string, ToolCall>;
  /** Ids of the user's messages, which confirm those in the outbox. */
  clientMessageIds: Set<string>;
}

function textOf(block: StoredResultBlock): string {
  if (block.type === "text") return block.text;
  const { data, media_type: mimeType } = block.source;
  return JSON.stringify({ data, mimeType, type: "image" });
}

function resultText(content: string | StoredResultBlock[] | undefined): string {
  return typeof content === "string" ? content : (content ?? []).map(textOf).join("\n");
}

function userItem(message: StoredMessage, text: string): UserItem {
  return {
    kind: "user",
    key: message.meta?.client_msg_id ?? `user:${message.number}`,
    number: message.number,
    turnId: message.meta?.turn_id ?? "",
    text,
    flags: message.meta?.flags ?? [],
    at: message.created_at ?? 0,
  };
}

const statuses: Readonly<Record<string, AssistantStatus>> = {
  cancelled: "cancelled",
  interrupted: "interrupted",
};

type BlockWithoutKey =
  { kind: "text" | "thinking"; text: string } | { kind: "tool_use"; toolUseId: string };

function shownBlock(block: StoredBlock): BlockWithoutKey | null {
  if (block.type === "text") return block.text ? { kind: "text", text: block.text } : null;
  if (block.type === "thinking")
    return block.thinking ? { kind: "thinking", text: block.thinking } : null;
  if (block.type === "tool_use") return { kind: "tool_use", toolUseId: block.id };
  return null;
}

function shownBlocks(content: readonly StoredBlock[]): AssistantBlock[] {
  return content
    .map(shownBlock)
    .filter((block) => block !== null)
    .map((block, place) => ({ ...block, key: String(place) }));
}

function assistantItem(message: StoredMessage): AssistantItem {
  const meta = message.meta ?? {};
  const usage = meta.usage ? usageOf(meta.usage, costOf(meta.cost_usd)) : null;
  return {
    kind: "assistant",
    key: meta.message_id ?? `assistant:${message.number}`,
    messageId: meta.message_id ?? "",
    turnId: meta.turn_id ?? "",
    model: meta.model ?? null,
    status: statuses[meta.stop_reason ?? ""] ?? "complete",
    stopReason: meta.stop_reason ?? null,
    blocks: shownBlocks(message.content),
    blockNumbers: [],
    usage: usage?.totalTokens ? usage : null,
    startedAt: null,
    completedAt: message.created_at ?? null,
  };
}

function addCalls(shown: Shown, message: StoredMessage, { isTurnOpen, calls }: Situation): void {
  const messageStatus = statuses[message.meta?.stop_reason ?? ""] ?? "complete";
  const status = isTurnOpen ? statusInMessage[messageStatus] : "failed";
  for (const block of message.content) {
    if (block.type !== "tool_use") continue;
    const call = newCall(block.id, block.name, message.meta?.message_id ?? null);
    const whole = { ...call, input: block.input, status };
    shown.toolCalls[block.id] = noted(whole, calls[block.id] ?? {});
  }
}

function addResults(shown: Shown, message: StoredMessage, { calls }: Situation): void {
  for (const block of message.content) {
    if (block.type !== "tool_result") continue;
    const call = shown.toolCalls[block.tool_use_id];
    if (!call) continue;
    const text = resultText(block.content);
    const isError = block.is_error ?? false;
    const answered: ToolCall = {
      ...call,
      status: isError ? "failed" : "done",
      result: { text, isError, truncated: false, structured: undefined },
    };
    const note = calls[call.id] ?? message.meta?.calls?.[call.id];
    shown.toolCalls[call.id] = noted(answered, note ?? {});
  }
}

function addUser(shown: Shown, message: StoredMessage, situation: Situation): void {
  const texts = message.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  if (texts.length) shown.items.push(userItem(message, texts.join("\n")));
  if (message.meta?.client_msg_id) shown.clientMessageIds.add(message.meta.client_msg_id);
  addResults(shown, message, situation);
}

/** Converts stored messages to items and calls. */
export function shownMessages(messages: readonly StoredMessage[], situation: Situation): Shown {
  const shown: Shown = { items: [], toolCalls: {}, clientMessageIds: new Set() };
  for (const message of messages) {
    if (message.role === "user") {
      addUser(shown, message, situation);
      continue;
    }
    const item = assistantItem(message);
    if (item.blocks.length) shown.items.push(item);
    shown.items.push(
      ...endingNotice({
        key: `message:${message.number}`,
        turnId: item.turnId,
        at: item.completedAt ?? 0,
        stopReason: item.stopReason,
        stopDetails: message.meta?.stop_details,
        isShown: item.blocks.length > 0,
      }),
    );
    addCalls(shown, message, situation);
  }
  return shown;
}
