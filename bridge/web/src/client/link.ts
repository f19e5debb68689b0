import type { Problem } from "@/chat/model";
import type { ClientData, ClientFrame } from "@/protocol";

/** What becomes of a frame that the bridge did not obey. */
export type OnRefusal = (problem: Problem) => void;

/** The way to the bridge, while there is one. */
export interface Link {
  /** What was missed has arrived, and frames arrive. */
  readonly isSettled: boolean;
  /** An id for a frame or a message. */
  newId(): string;
  /** False: it is too large for the bridge. */
  send<T extends keyof ClientData>(
    type: T,
    data: ClientData[T],
    onRefusal: OnRefusal,
    id?: string,
  ): boolean;
}

/** Whether the bridge would read it. */
export function isSmallEnough(frame: ClientFrame, most: number): boolean {
  return new TextEncoder().encode(JSON.stringify(frame)).length <= most;
}
