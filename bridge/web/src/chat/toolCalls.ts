import type {
  ToolChunk,
  ToolProgress,
  ToolRequest,
  ToolResolved,
  ToolResult,
  ToolStarted,
} from "@/protocol";

import { statusAfterDecision, statusAfterOutcome } from "./callOutcome";
import type { Approval, ChatState, Problem, ToolCall, ToolCallStatus } from "./model";
import { withoutPending, withPending } from "./pending";
import { longer } from "./toolOutput";

/** A new call, whose input has just begun. */
export function newCall(id: string, apiName: string, messageId: string | null): ToolCall {
  return {
    id,
    messageId,
    apiName,
    name: null,
    server: null,
    title: null,
    status: "typing_input",
    inputText: "",
    input: null,
    editedInput: null,
    editedInputCut: false,
    approval: null,
    timesAsked: 0,
    decidedBy: null,
    preview: null,
    progress: null,
    output: null,
    startedAt: null,
    durationMs: null,
    result: null,
  };
}

/** The state with one call changed; an unknown call is added. */
export function withCall(
  state: ChatState,
  id: string,
  change: (call: ToolCall) => ToolCall,
): ChatState {
  const call = state.toolCalls[id] ?? newCall(id, "", null);
  return { ...state, toolCalls: { ...state.toolCalls, [id]: change(call) } };
}

// Used until the error frame after the request says why it was asked again.
const invalidInput: Problem = {
  key: "invalid_input",
  code: "invalid_payload",
  detail: "",
  retryAt: null,
};

/** The approval in a request. */
export function approvalOf(request: ToolRequest): Approval {
  return {
    input: request.input,
    inputSchema: request.input_schema ?? null,
    annotations: request.annotations ?? {},
    scopes: request.scopes ?? ["once"],
    preview: request.preview ?? null,
    expiresAt: request.expires_at ?? null,
    changed: request.reason === "changed",
    problem: request.reason === "invalid_input" ? invalidInput : null,
    answering: null,
  };
}

/** The call after a request for its approval. */
export function requested(call: ToolCall, request: ToolRequest): ToolCall {
  const approval = approvalOf(request);
  return {
    ...call,
    apiName: request.tool ?? call.apiName,
    name: request.name,
    server: request.server ?? call.server,
    title: request.title ?? call.title,
    status: "awaiting_approval",
    input: call.input ?? request.input,
    inputText: "",
    approval: {
      ...approval,
      problem: approval.problem && (call.approval?.problem ?? approval.problem),
    },
    timesAsked: call.timesAsked + 1,
    preview: approval.preview,
  };
}

export function toolRequested(state: ChatState, request: ToolRequest): ChatState {
  const asked = withCall(state, request.id, (call) => requested(call, request));
  return withPending(asked, { kind: "approval", toolUseId: request.id });
}

export function toolResolved(
  state: ChatState,
  { tool_use_id: id, decision, by }: ToolResolved,
): ChatState {
  const status = statusAfterDecision[decision];
  const settled = withCall(state, id, (call) => ({
    ...call,
    status,
    approval: null,
    decidedBy: by ?? null,
  }));
  return withoutPending(settled, id);
}

export function toolStarted(state: ChatState, started: ToolStarted, at: number): ChatState {
  const { tool_use_id: id, name, server, input, edited = false } = started;
  return withCall(state, id, (call) => ({
    ...call,
    name,
    server: server ?? call.server,
    status: "running",
    input: call.input ?? input ?? {},
    inputText: "",
    editedInput: (edited && input) || null,
    startedAt: at,
  }));
}

export function toolProgressed(state: ChatState, progress: ToolProgress): ChatState {
  const { tool_use_id: id, progress: value, total, message } = progress;
  return withCall(state, id, (call) => ({
    ...call,
    progress: { value, total: total ?? null, message: message ?? "" },
  }));
}

export function toolWrote(state: ChatState, piece: ToolChunk): ChatState {
  const { tool_use_id: id, chunk, progress, total } = piece;
  return withCall(state, id, (call) => ({
    ...call,
    output: longer(call.output, chunk),
    progress:
      progress === undefined
        ? call.progress
        : { value: progress, total: total ?? null, message: "" },
  }));
}

export function toolAnswered(state: ChatState, result: ToolResult): ChatState {
  const { tool_use_id: id, text, is_error: isError } = result;
  const answered = withCall(state, id, (call) => ({
    ...call,
    name: result.name ?? call.name,
    server: result.server || call.server,
    status: statusAfterOutcome[result.outcome],
    input: call.input ?? {},
    inputText: "",
    approval: null,
    durationMs: result.duration_ms ?? null,
    result: { text, isError, truncated: result.truncated ?? false, structured: result.structured },
  }));
  return withoutPending(answered, id);
}

const settled: readonly ToolCallStatus[] = ["denied", "expired", "cancelled", "failed", "done"];

/** Whether the call has ended. */
export function isSettled(call: ToolCall): boolean {
  return call.result !== null || settled.includes(call.status);
}

/** After the end of a turn: marks its open calls as ended, because they will never run. */
export function withoutOpenCalls(state: ChatState): ChatState {
  const open = Object.values(state.toolCalls).filter((call) => !isSettled(call));
  return open.reduce(
    (changed, { id }) =>
      withCall(changed, id, (call) => ({ ...call, status: "failed", approval: null })),
    state,
  );
}
