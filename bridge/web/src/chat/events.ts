import type { EventData, EventFrame, EventFrameOf } from "@/protocol";

import { completed, spoke, typedInput, used, type Moment } from "./assistant";
import { clockOffsetAfter } from "./clock";
import type { ChatState } from "./model";
import { elicitationAsked, elicitationSettled, loginAsked } from "./pending";
import { openTurn } from "./snapshot";
import {
  toolAnswered,
  toolProgressed,
  toolRequested,
  toolResolved,
  toolStarted,
  toolWrote,
} from "./toolCalls";
import { failed, phaseChanged, turnEnded, userSaid } from "./turns";

type Change<T extends keyof EventData> = (
  state: ChatState,
  data: EventData[T],
  moment: Moment,
) => ChatState;

// One line for each event of the protocol.
const changes: { readonly [T in keyof EventData]: Change<T> } = {
  status_update: (state, data, { at }) => phaseChanged(state, data, at),
  user_message_accepted: userSaid,
  ai_chunk: (state, data, moment) => spoke(state, "text", data, moment),
  thinking_chunk: (state, data, moment) => spoke(state, "thinking", data, moment),
  assistant_message_completed: completed,
  tool_input_chunk: typedInput,
  tool_request: toolRequested,
  tool_resolved: toolResolved,
  tool_started: (state, data, { at }) => toolStarted(state, data, at),
  tool_progress: toolProgressed,
  tool_chunk: toolWrote,
  tool_result: toolAnswered,
  elicitation_request: elicitationAsked,
  elicitation_resolved: elicitationSettled,
  login_request: loginAsked,
  login_resolved: elicitationSettled,
  usage_update: used,
  session_end: turnEnded,
  session_updated: (state, { title }) =>
    state.session && title !== undefined
      ? { ...state, session: { ...state.session, title } }
      : state,
  error: failed,
};

function changed<T extends keyof EventData>(state: ChatState, frame: EventFrameOf<T>): ChatState {
  const change = changes[frame.type] as Change<T> | undefined;
  const moment = { seq: frame.seq, turnId: frame.turn_id ?? "", at: frame.ts };
  return change ? change(state, frame.data, moment) : state;
}

// A turn that is resumed after a restart of the bridge may begin with any event.
function withTurn(state: ChatState, frame: EventFrame): ChatState {
  const id = frame.turn_id;
  if (!id || state.turn?.id === id || frame.type === "session_end") return state;
  return { ...state, turn: openTurn(id, state.items) };
}

/**
 * The chat after an event. Events that are already applied, and unknown events of a later bridge,
 * change nothing.
 */
export function afterEvent(state: ChatState, frame: EventFrame, receivedAt: number): ChatState {
  if (frame.seq <= state.seq) return state;
  const after = changed(withTurn(state, frame), frame);
  const clockOffset = frame.replay
    ? state.clockOffset
    : clockOffsetAfter(state.clockOffset, frame.ts, receivedAt);
  return { ...after, seq: frame.seq, clockOffset };
}
