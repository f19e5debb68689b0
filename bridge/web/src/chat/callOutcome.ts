import type { ToolCallStatus } from "./model";

/**
 * The bridge's words to the model for calls that did not run to their end: session/tool_call.cc.
 */
const outcomes: readonly [beginning: string, status: ToolCallStatus][] = [
  ["cancelled by user", "cancelled"],
  ["The user did not allow this call.", "denied"],
  ["The user did not allow this call, and says: ", "denied"],
  ["A rule of the user forbids this tool.", "denied"],
  ["Nobody answered the request in time.", "expired"],
];

/** How a call ended that has this result, which is all that a snapshot tells of it. */
export function outcomeOf(isError: boolean, text: string): ToolCallStatus {
  if (!isError) return "done";
  const known = outcomes.find(([words]) =>
    words.endsWith(" ") ? text.startsWith(words) : text === words,
  );
  return known?.[1] ?? "failed";
}
