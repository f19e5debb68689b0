import type { CallNote } from "@/protocol";

import { statusAfterDecision, statusAfterOutcome } from "./callOutcome";
import type { ToolCall, ToolCallStatus, ToolResultState } from "./model";

function statusOf(call: ToolCall, note: CallNote): ToolCallStatus {
  if (note.outcome) return statusAfterOutcome[note.outcome];
  if (call.result) return call.status;
  if (note.started_at !== undefined) return "running";
  return note.decision ? statusAfterDecision[note.decision] : call.status;
}

// Until the end of the turn, a note contains the result as in the event.
function resultOf(call: ToolCall, note: CallNote): ToolResultState | null {
  if (!note.outcome || note.text === undefined) return call.result;
  return {
    text: note.text,
    isError: note.outcome !== "done",
    truncated: note.truncated ?? false,
    structured: note.structured,
  };
}

/** The call with the data of its note added. */
export function noted(call: ToolCall, note: CallNote): ToolCall {
  return {
    ...call,
    name: note.name ?? call.name,
    server: note.server || call.server,
    title: note.title ?? call.title,
    status: statusOf(call, note),
    decidedBy: note.by ?? call.decidedBy,
    preview: note.preview ?? call.preview,
    editedInput: note.edited_input ?? call.editedInput,
    editedInputCut: note.input_truncated ?? call.editedInputCut,
    startedAt: note.started_at ?? call.startedAt,
    durationMs: note.duration_ms ?? call.durationMs,
    result: resultOf(call, note),
  };
}
