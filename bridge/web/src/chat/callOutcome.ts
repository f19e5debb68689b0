import type { CallOutcome, ToolResolved } from "@/protocol";

import type { ToolCallStatus } from "./model";

/** The status of a call after the decision about it. */
export const statusAfterDecision: Readonly<Record<ToolResolved["decision"], ToolCallStatus>> = {
  approved: "approved",
  denied: "denied",
  deny: "denied",
  expired: "expired",
  cancelled: "cancelled",
};

/** The status of a call after its end. */
export const statusAfterOutcome: Readonly<Record<CallOutcome, ToolCallStatus>> = {
  done: "done",
  failed: "failed",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
  interrupted: "failed",
};
