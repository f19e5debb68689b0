import type { OpenBlock, OpenMessage } from "@/protocol";

import type { AssistantBlock, AssistantItem, ToolCall } from "./model";
import { costOf, usageOf } from "./tokenUsage";
import { newCall } from "./toolCalls";

/** The open message, and the calls in it. */
export interface ShownOpenMessage {
  item: AssistantItem;
  toolCalls: ToolCall[];
}

function textIn(block: OpenBlock, name: string): string {
  const value = block.content[name];
  return typeof value === "string" ? value : "";
}

function shownBlock(block: OpenBlock, key: string): AssistantBlock | null {
  const { type } = block.content;
  if (type === "tool_use") return { kind: "tool_use", key, toolUseId: textIn(block, "id") };
  if (type !== "text" && type !== "thinking") return null;
  const text = textIn(block, type);
  return text ? { kind: type, key, text } : null;
}

function shownCall(block: OpenBlock, messageId: string): ToolCall[] {
  if (block.content.type !== "tool_use") return [];
  const call = newCall(textIn(block, "id"), textIn(block, "name"), messageId);
  return [{ ...call, inputText: textIn(block, "partial_json") }];
}

/** The items to show for the open message; null: it has nothing to show yet. */
export function shownOpenMessage(message: OpenMessage, turnId: string): ShownOpenMessage | null {
  const blocks: AssistantBlock[] = [];
  const blockNumbers: number[] = [];
  for (const each of message.blocks) {
    const block = shownBlock(each, String(blocks.length));
    if (!block) continue;
    blocks.push(block);
    blockNumbers.push(each.block);
  }
  if (!blocks.length) return null;
  const { message_id: messageId } = message;
  const item: AssistantItem = {
    kind: "assistant",
    key: messageId,
    messageId,
    turnId,
    model: message.usage?.model ?? (message.model || null),
    status: "open",
    stopReason: null,
    blocks,
    blockNumbers,
    usage: message.usage ? usageOf(message.usage, costOf(message.cost_usd)) : null,
    startedAt: null,
    completedAt: null,
  };
  return { item, toolCalls: message.blocks.flatMap((each) => shownCall(each, messageId)) };
}
