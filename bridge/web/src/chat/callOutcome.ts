import type { CallOutcome, ToolResolved } from "@/protocol";

import type { ToolCallStatus } from "./model";

/** How a call stands once it has been decided whether it may run. */
export const statusAfterDecision: Readonly<Record<ToolResolved["decision"], ToolCallStatus>> = {
  approved: "approved",
  denied: "denied",
  deny: "denied",
  expired: "expired",
  cancelled: "cancelled",
};

/** How a call stands that has ended so. */
export const statusAfterOutcome: Readonly<Record<CallOutcome, ToolCallStatus>> = {
  done: "done",
  failed: "failed",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
  interrupted: "failed",
};
