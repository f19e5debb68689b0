import type { ChatState } from "./model";

/** An instant of the bridge's clock on the local one. */
export function toLocalTime(state: Pick<ChatState, "clockOffset">, at: number): number {
  return at - state.clockOffset;
}

/** An instant of the local clock on the bridge's. */
export function toBridgeTime(state: Pick<ChatState, "clockOffset">, at: number): number {
  return at + state.clockOffset;
}

const noticed = 1000;

/**
 * The bridge's clock minus the local one, after a frame: what is less than a second is its way
 * here.
 */
export function clockOffsetAfter(offset: number, at: number, receivedAt: number): number {
  const seen = at - receivedAt;
  return Math.abs(seen - offset) < noticed ? offset : seen;
}
