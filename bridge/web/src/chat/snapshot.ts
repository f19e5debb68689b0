import type { OpenQuestion, Snapshot } from "@/protocol";

import type { ChatItem, ChatState, Elicitation, OpenTurn, SessionState, ToolCall } from "./model";
import { shownOpenMessage } from "./openMessage";
import { elicitationAsked, loginAsked } from "./pending";
import { rememberedCalls, rememberedItems } from "./remembered";
import { shownMessages } from "./storedMessages";
import { contextTokensOf, usageOfSum, usageOfTurn } from "./tokenUsage";
import { toolRequested } from "./toolCalls";

/** The open turn with that id; it began with the user's message. */
export function openTurn(id: string, items: readonly ChatItem[]): OpenTurn {
  const asked = items.findLast((item) => item.kind === "user");
  return { id, startedAt: asked?.turnId === id ? asked.at : null };
}

function sessionOf(snapshot: Snapshot, before: SessionState | null): SessionState | null {
  if (!snapshot.session) return before;
  const { id, project: projectId, title, model, created_at: createdAt } = snapshot.session;
  return { id, projectId, title, model, createdAt };
}

// A turn that is resumed after a restart has not entered a phase yet.
function isTurnOpen(snapshot: Snapshot): boolean {
  return snapshot.phase !== "idle" || Boolean(snapshot.turn_id);
}

function contentOf(snapshot: Snapshot) {
  const situation = { isTurnOpen: isTurnOpen(snapshot), calls: snapshot.calls ?? {} };
  const shown = shownMessages(snapshot.messages, situation);
  const open =
    snapshot.open_message && shownOpenMessage(snapshot.open_message, snapshot.turn_id ?? "");
  const openCalls = (open?.toolCalls ?? []).map((call): [string, ToolCall] => [call.id, call]);
  return {
    items: open ? [...shown.items, open.item] : shown.items,
    toolCalls: { ...shown.toolCalls, ...Object.fromEntries(openCalls) },
    clientMessageIds: shown.clientMessageIds,
  };
}

function asked(state: ChatState, question: OpenQuestion): ChatState {
  if (question.type === "tool_request") return toolRequested(state, question.data);
  if (question.type === "login_request") return loginAsked(state, question.data);
  return elicitationAsked(state, question.data);
}

function rememberedElicitations(before: ChatState, now: ChatState): Record<string, Elicitation> {
  const all = Object.values(now.elicitations);
  return Object.fromEntries(all.map((each) => [each.id, before.elicitations[each.id] ?? each]));
}

/** The chat of a snapshot, completed with known data of the same chat that snapshots do not have. */
export function fromSnapshot(before: ChatState, snapshot: Snapshot): ChatState {
  const { items, toolCalls, clientMessageIds } = contentOf(snapshot);
  const base: ChatState = {
    ...before,
    session: sessionOf(snapshot, before.session),
    phase: snapshot.phase,
    turn: snapshot.turn_id ? openTurn(snapshot.turn_id, items) : null,
    retry: snapshot.phase === "retrying" ? before.retry : null,
    items: rememberedItems(before.items, items),
    toolCalls,
    elicitations: {},
    pending: [],
    outbox: before.outbox.filter((message) => !clientMessageIds.has(message.id)),
    seq: snapshot.head_seq,
    epoch: snapshot.epoch,
  };
  const now = snapshot.pending.reduce(asked, base);
  return {
    ...now,
    toolCalls: rememberedCalls(before.toolCalls, now.toolCalls),
    elicitations: rememberedElicitations(before, now),
    usage: { turn: usageOfTurn(now.items), session: usageOfSum(snapshot.usage) },
    contextTokens: contextTokensOf(now.items),
  };
}
