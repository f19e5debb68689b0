import type { ToolPreview } from "@/protocol";

import { sameJson } from "./jsonText";
import type { Approval, AssistantItem, ChatItem, ChatState, ToolCall } from "./model";
import { sameQuestion } from "./sameQuestion";
import { isSettled } from "./toolCalls";

// A snapshot has less data than the events: not what a call has written, or which errors occurred.
// The data that this page received stay. Equal values keep their identity.

function kept<Value>(before: Value, now: Value): Value {
  return sameJson(before, now) ? before : now;
}

function rememberedMessage(before: AssistantItem, now: AssistantItem): AssistantItem {
  return kept(before, {
    ...now,
    model: before.model ?? now.model,
    usage: before.usage ?? now.usage,
    startedAt: before.startedAt,
    completedAt: before.completedAt ?? now.completedAt,
    blocks: kept(before.blocks, now.blocks),
    blockNumbers: kept(before.blockNumbers, now.blockNumbers),
  });
}

function rememberedApproval(before: Approval | null, now: Approval | null): Approval | null {
  return before && now && sameQuestion(before, now) ? before : now;
}

// A snapshot repeats an open question; that does not count as another request.
function timesAsked(before: ToolCall, now: ToolCall): number {
  const isRepeated = rememberedApproval(before.approval, now.approval) === before.approval;
  return isRepeated ? before.timesAsked : before.timesAsked + now.timesAsked;
}

function statusOf(before: ToolCall, now: ToolCall): ToolCall["status"] {
  if (now.approval || (now.result && !before.result)) return now.status;
  if (isSettled(before)) return before.status;
  const wasAhead = before.status === "running" || before.status === "approved";
  return wasAhead && !isSettled(now) ? before.status : now.status;
}

// Prefers the known preview with the same hash: in a snapshot, a long one is cut.
function fullerPreview(before: ToolPreview | null, now: ToolPreview | null): ToolPreview | null {
  const isSame = before?.preview_hash !== undefined && before.preview_hash === now?.preview_hash;
  return isSame ? before : (now ?? before);
}

function rememberedCall(before: ToolCall, now: ToolCall): ToolCall {
  return kept(before, {
    ...now,
    status: statusOf(before, now),
    name: now.name ?? before.name,
    server: now.server ?? before.server,
    title: now.title ?? before.title,
    editedInput: before.editedInput ?? now.editedInput,
    editedInputCut: before.editedInput ? before.editedInputCut : now.editedInputCut,
    approval: rememberedApproval(before.approval, now.approval),
    timesAsked: timesAsked(before, now),
    decidedBy: now.decidedBy ?? before.decidedBy,
    preview: fullerPreview(before.preview, now.preview),
    progress: before.progress,
    output: before.output,
    startedAt: before.startedAt ?? now.startedAt,
    durationMs: before.durationMs ?? now.durationMs,
    result: before.result ?? now.result,
  });
}

/** The calls of a snapshot, completed with the data that were already known. */
export function rememberedCalls(
  before: ChatState["toolCalls"],
  now: ChatState["toolCalls"],
): ChatState["toolCalls"] {
  const entries = Object.values(now).map((call) => {
    const known = before[call.id];
    return [call.id, known ? rememberedCall(known, call) : call] as const;
  });
  return Object.fromEntries(entries);
}

function rememberedItem(known: ChatItem | undefined, item: ChatItem): ChatItem {
  if (known?.kind === "assistant" && item.kind === "assistant")
    return rememberedMessage(known, item);
  if (known?.kind === "user" && item.kind === "user") return kept(known, { ...item, at: known.at });
  return item;
}

function sayTheSame(one: ChatItem, other: ChatItem): boolean {
  const bothNotices = one.kind === "notice" && other.kind === "notice";
  return bothNotices && one.code === other.code && one.turnId === other.turnId;
}

/** The items of a snapshot, completed with the known data, and with the notices in their places. */
export function rememberedItems(
  before: readonly ChatItem[],
  snapshot: readonly ChatItem[],
): ChatItem[] {
  const now = snapshot.filter((item) => !before.some((known) => sayTheSame(known, item)));
  const known = new Map(before.map((item) => [item.key, item]));
  const present = new Set(now.map((item) => item.key));
  const noticesAfter = new Map<string, ChatItem[]>();
  let anchor = "";
  for (const item of before) {
    if (present.has(item.key)) anchor = item.key;
    if (item.kind === "notice")
      noticesAfter.set(anchor, [...(noticesAfter.get(anchor) ?? []), item]);
  }
  const shown = now.flatMap((item) => [
    rememberedItem(known.get(item.key), item),
    ...(noticesAfter.get(item.key) ?? []),
  ]);
  return [...(noticesAfter.get("") ?? []), ...shown];
}
