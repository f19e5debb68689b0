import type { ToolResolved } from "@/protocol";

import type { ToolCallStatus } from "./model";

/** How a call stands once it has been decided whether it may run. */
export const statusAfterDecision: Readonly<Record<ToolResolved["decision"], ToolCallStatus>> = {
  approved: "approved",
  denied: "denied",
  deny: "denied",
  expired: "expired",
  cancelled: "cancelled",
};

/** The bridge's result of a call that was stopped while it ran: session/tool_call.cc. */
const stopped = "cancelled by user";

/** How a call ended that was allowed to run and has this result. */
export function outcomeOf(isError: boolean, text: string): ToolCallStatus {
  if (!isError) return "done";
  return text === stopped ? "cancelled" : "failed";
}
