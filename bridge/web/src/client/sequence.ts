import type { EventFrame } from "@/protocol";

/** What to do with an event: take it, leave it (it is known), or ask for what lies in between. */
export type Place = "next" | "known" | "gap";

/** Where an event stands after the last one that is known. */
export function placeOf(frame: Pick<EventFrame, "seq" | "seq_from">, last: number): Place {
  if (frame.seq <= last) return "known";
  return (frame.seq_from ?? frame.seq) === last + 1 ? "next" : "gap";
}
