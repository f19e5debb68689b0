import type { ElicitationRequest, LoginRequest } from "@/protocol";

import type { ChatItem, ChatState, Elicitation, PendingQuestion } from "./model";

function idOf(question: PendingQuestion): string {
  return question.kind === "approval" ? question.toolUseId : question.id;
}

function positions(items: readonly ChatItem[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const item of items) {
    if (item.kind !== "assistant") continue;
    for (const block of item.blocks) {
      if (block.kind === "tool_use") found.set(block.toolUseId, found.size);
    }
  }
  return found;
}

/**
 * Sorts open questions: approvals in the order of their calls, then elicitations by id. All pages
 * show the same order.
 */
export function inOrder(
  questions: readonly PendingQuestion[],
  items: readonly ChatItem[],
): PendingQuestion[] {
  const places = positions(items);
  const placeOf = (each: PendingQuestion) => places.get(idOf(each)) ?? places.size;
  return [...questions].sort(
    (one, other) => placeOf(one) - placeOf(other) || (idOf(one) < idOf(other) ? -1 : 1),
  );
}

/** The state with one more question; unchanged if it already has it. */
export function withPending(state: ChatState, question: PendingQuestion): ChatState {
  if (state.pending.some((each) => idOf(each) === idOf(question))) return state;
  return { ...state, pending: inOrder([...state.pending, question], state.items) };
}

/** The state without the question of that id. */
export function withoutPending(state: ChatState, id: string): ChatState {
  if (!state.pending.some((each) => idOf(each) === id)) return state;
  return { ...state, pending: state.pending.filter((each) => idOf(each) !== id) };
}

/** The elicitation in a request. */
export function elicitationOf(request: ElicitationRequest): Elicitation {
  return {
    id: request.id,
    toolUseId: request.tool_use_id ?? null,
    server: request.server ?? null,
    message: request.message,
    requestedSchema: request.requested_schema ?? null,
    url: request.url ?? null,
    reason: request.reason ?? null,
    loginHost: null,
    answering: null,
  };
}

function asked(state: ChatState, question: Elicitation): ChatState {
  const elicitations = { ...state.elicitations, [question.id]: question };
  return withPending({ ...state, elicitations }, { kind: "elicitation", id: question.id });
}

export function elicitationAsked(state: ChatState, request: ElicitationRequest): ChatState {
  return asked(state, elicitationOf(request));
}

/** A call waits for a login, which is shown as a question of its server. */
export function loginAsked(state: ChatState, request: LoginRequest): ChatState {
  const { id, tool_use_id, server, host } = request;
  return asked(state, { ...elicitationOf({ id, tool_use_id, server, message: "" }), loginHost: host });
}

/** An elicitation or a login is not open any more. */
export function elicitationSettled(state: ChatState, { id }: { id: string }): ChatState {
  const { [id]: settled, ...elicitations } = state.elicitations;
  return settled ? withoutPending({ ...state, elicitations }, id) : state;
}
