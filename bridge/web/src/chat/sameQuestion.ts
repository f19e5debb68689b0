import { sameJson } from "./jsonText";
import type { Approval } from "./model";

function asked(approval: Approval): Approval {
  return { ...approval, answering: null, problem: null };
}

/** Whether an answer to one also answers the other: both have the same input and the same effect. */
export function sameQuestion(before: Approval, now: Approval): boolean {
  const isRefusedInput = now.problem !== null && before.problem === null;
  return !isRefusedInput && sameJson(asked(before), asked(now));
}
