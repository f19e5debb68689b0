import type { Problem } from "@/chat/model";
import type { ClientData, ClientFrame } from "@/protocol";

/** Called when the bridge rejects a frame. */
export type OnRefusal = (problem: Problem) => void;

/** Sends frames to the bridge. */
export interface Link {
  /** The connection is open and all missed events have arrived. */
  readonly isSettled: boolean;
  /** An id for a frame or a message. */
  newId(): string;
  /** Sends a frame. Returns false when it is too large for the bridge. */
  send<T extends keyof ClientData>(
    type: T,
    data: ClientData[T],
    onRefusal: OnRefusal,
    id?: string,
  ): boolean;
}

/** Whether the frame has at most that many bytes. */
export function isSmallEnough(frame: ClientFrame, most: number): boolean {
  return new TextEncoder().encode(JSON.stringify(frame)).length <= most;
}
