import type { ChatState } from "./model";

/** Converts a time from the bridge's clock to the local clock. */
export function toLocalTime(state: Pick<ChatState, "clockOffset">, at: number): number {
  return at - state.clockOffset;
}

/** Converts a time from the local clock to the bridge's clock. */
export function toBridgeTime(state: Pick<ChatState, "clockOffset">, at: number): number {
  return at + state.clockOffset;
}

const noticed = 1000;

/**
 * The bridge's clock minus the local one, updated by a frame. A difference of less than a second is
 * taken for network delay.
 */
export function clockOffsetAfter(offset: number, at: number, receivedAt: number): number {
  const seen = at - receivedAt;
  return Math.abs(seen - offset) < noticed ? offset : seen;
}
