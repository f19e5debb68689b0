import {
  errorCause,
  type BridgeError,
  type SessionEnd,
  type StatusUpdate,
  type UserMessageAccepted,
} from "@/protocol";

import type { Moment } from "./assistant";
import type { ChatState, NoticeItem, Problem, UserItem } from "./model";
import { openTurn } from "./snapshot";
import { usageOf, usageOfTurn } from "./tokenUsage";
import { withoutOpenCalls } from "./toolCalls";

/** Applies a `status_update`. */
export function phaseChanged(state: ChatState, status: StatusUpdate, at: number): ChatState {
  if (!status.phase) return state;
  const retry =
    status.phase === "retrying"
      ? { attempt: status.attempt ?? 1, at: at + (status.retry_in_ms ?? 0) }
      : null;
  return { ...state, phase: status.phase, retry };
}

/** Adds a message of the user, sent by this page or another one. */
export function userSaid(
  state: ChatState,
  accepted: UserMessageAccepted,
  moment: Moment,
): ChatState {
  const id = accepted.client_msg_id;
  const item: UserItem = {
    kind: "user",
    key: id ?? `user:${accepted.number ?? moment.seq}`,
    number: accepted.number ?? null,
    turnId: moment.turnId,
    text: accepted.text,
    flags: accepted.flags ?? [],
    at: moment.at,
  };
  const items = [...state.items, item];
  return {
    ...state,
    items,
    turn: openTurn(moment.turnId, items),
    outbox: state.outbox.filter((message) => message.id !== id),
    usage: { ...state.usage, turn: usageOfTurn(items) },
  };
}

/** Converts an error of the bridge to a problem. */
export function problemOf(error: BridgeError, key: string, at: number): Problem {
  return {
    key,
    code: error.message,
    detail: errorCause(error.message, error.detail),
    retryAt: error.retry_after_ms === undefined ? null : at + error.retry_after_ms,
  };
}

function withNotice(
  state: ChatState,
  problem: Problem,
  moment: Moment,
  requestId: string | null,
): ChatState {
  const { turnId, at } = moment;
  const notice: NoticeItem = { kind: "notice", turnId, at, requestId, ...problem };
  return { ...state, items: [...state.items, notice] };
}

/**
 * Applies an error of the turn. It may be about an answer of the user, which is then asked again.
 */
export function failed(state: ChatState, error: BridgeError, moment: Moment): ChatState {
  const problem = problemOf(error, `notice:${moment.seq}`, moment.at);
  const call = state.toolCalls[error.tool_use_id ?? ""];
  if (!call?.approval) return withNotice(state, problem, moment, error.request_id ?? null);
  const approval = { ...call.approval, problem };
  return { ...state, toolCalls: { ...state.toolCalls, [call.id]: { ...call, approval } } };
}

/** Applies the end of the turn. */
export function turnEnded(state: ChatState, end: SessionEnd, moment: Moment): ChatState {
  const summary = end.usage_summary;
  return {
    ...withoutOpenCalls(state),
    turn: null,
    retry: null,
    lastTurn: {
      id: moment.turnId,
      end: end.reason ?? "ok",
      endedAt: moment.at,
      usage: usageOf(summary, end.total_cost_usd),
      requests: summary.requests ?? 0,
      toolCalls: summary.tool_calls ?? 0,
    },
  };
}
