import type { CallNote, CallOutcome } from "@/protocol";

import { outcomeOf, statusAfterDecision } from "./callOutcome";
import type { ToolCall, ToolCallStatus, ToolResultState } from "./model";

const ended: Readonly<Record<CallOutcome, ToolCallStatus>> = {
  done: "done",
  failed: "failed",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
  interrupted: "failed",
};

function statusOf(call: ToolCall, note: CallNote, result: ToolResultState | null): ToolCallStatus {
  if (note.outcome === "failed") return outcomeOf(true, result?.text ?? "");
  if (note.outcome) return ended[note.outcome];
  if (call.result) return call.status;
  if (note.started_at !== undefined) return "running";
  return note.decision ? statusAfterDecision[note.decision] : call.status;
}

// Until the turn has ended a note has the result as the event told it.
function resultOf(call: ToolCall, note: CallNote): ToolResultState | null {
  if (!note.outcome || note.text === undefined) return call.result;
  return {
    text: note.text,
    isError: note.outcome !== "done",
    truncated: note.truncated ?? false,
    structured: note.structured,
  };
}

/** A call with what is known of it beyond its blocks in the history. */
export function noted(call: ToolCall, note: CallNote): ToolCall {
  const result = resultOf(call, note);
  return {
    ...call,
    name: note.name ?? call.name,
    server: note.server || call.server,
    status: statusOf(call, note, result),
    startedAt: note.started_at ?? call.startedAt,
    durationMs: note.duration_ms ?? call.durationMs,
    result,
  };
}
