import type {
  ElicitationAction,
  EventFrame,
  ServerInfo,
  SessionCreated,
  Snapshot,
} from "@/protocol";

import { emptyChat } from "./emptyChat";
import { afterEvent } from "./events";
import type { Approval, ChatState, Connection, OutgoingMessage, Problem } from "./model";
import { fromSnapshot } from "./snapshot";

/** The changes of a chat: by frames of the bridge, and by actions of this page. */
export type ChatAction =
  | { type: "event"; frame: EventFrame; receivedAt: number }
  | { type: "session_created"; session: SessionCreated }
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "connection"; connection: Connection }
  | { type: "servers"; servers: readonly ServerInfo[] }
  /** A new message of the outbox, or a change of one that is in it. */
  | { type: "outgoing"; message: OutgoingMessage }
  | { type: "discarded"; id: string }
  | { type: "answering"; toolUseId: string; answer: Approval["answering"]; problem: Problem | null }
  | { type: "answering_elicitation"; id: string; action: ElicitationAction | null }
  | { type: "problem"; problem: Problem }
  | { type: "dismissed"; key: string };

// The state for another session. It keeps only what does not belong to the session, such as the outbox.
function inSession(state: ChatState, created: SessionCreated): ChatState {
  const { session_id: id, project_id: projectId = "", address = null } = created;
  if (state.session?.id === id) return state.address === address ? state : { ...state, address };
  const { connection, outbox, problems, servers, clockOffset } = state;
  const session = { id, projectId, title: "", model: "", createdAt: null };
  return { ...emptyChat, connection, outbox, problems, servers, clockOffset, session, address };
}

function without<Item>(all: readonly Item[], isGone: (item: Item) => boolean): readonly Item[] {
  return all.some(isGone) ? all.filter((item) => !isGone(item)) : all;
}

function withOutgoing(state: ChatState, message: OutgoingMessage): ChatState {
  const known = state.outbox.some((each) => each.id === message.id);
  const outbox = known
    ? state.outbox.map((each) => (each.id === message.id ? message : each))
    : [...state.outbox, message];
  return { ...state, outbox };
}

function withAnswer(state: ChatState, action: ChatAction & { type: "answering" }): ChatState {
  const call = state.toolCalls[action.toolUseId];
  if (!call?.approval) return state;
  const approval = { ...call.approval, answering: action.answer, problem: action.problem };
  return { ...state, toolCalls: { ...state.toolCalls, [call.id]: { ...call, approval } } };
}

function withElicitationAnswer(
  state: ChatState,
  id: string,
  answering: ElicitationAction | null,
): ChatState {
  const elicitation = state.elicitations[id];
  if (!elicitation) return state;
  return { ...state, elicitations: { ...state.elicitations, [id]: { ...elicitation, answering } } };
}

/** The chat after an action. Pure; unchanged parts stay the same objects. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "event":
      return afterEvent(state, action.frame, action.receivedAt);
    case "session_created":
      return inSession(state, action.session);
    case "snapshot":
      return fromSnapshot(state, action.snapshot);
    case "connection":
      return { ...state, connection: action.connection };
    case "servers":
      return { ...state, servers: action.servers };
    case "outgoing":
      return withOutgoing(state, action.message);
    case "discarded":
      return { ...state, outbox: without(state.outbox, (message) => message.id === action.id) };
    case "answering":
      return withAnswer(state, action);
    case "answering_elicitation":
      return withElicitationAnswer(state, action.id, action.action);
    case "problem":
      return { ...state, problems: [...state.problems, action.problem] };
    case "dismissed":
      return {
        ...state,
        problems: without(state.problems, (problem) => problem.key === action.key),
      };
  }
}
