import type { EventFrame } from "@/protocol";

/** What to do with an event: apply it, skip it (already known), or request the missing ones before it. */
export type Place = "next" | "known" | "gap";

/** Compares an event's number with that of the last known event. */
export function placeOf(frame: Pick<EventFrame, "seq" | "seq_from">, last: number): Place {
  if (frame.seq <= last) return "known";
  return (frame.seq_from ?? frame.seq) === last + 1 ? "next" : "gap";
}
