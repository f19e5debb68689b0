/** The frames of clients in the native dialect: schemas/bridge/ws.v1.client.schema.json. */

import type { ElicitationAction, JsonObject, OfferedScope } from "./server";

/** The longest text of a message, in characters. */
export const longestText = 32_000;
/** The longest reason with which a call is denied, in characters. */
export const longestReason = 2_000;
/** The largest frame that the bridge reads, in bytes. */
export const largestFrame = 1 << 20;

export interface ClientData {
  hello: { client?: string; locale?: string; project_id?: string };
  resume: { session_id: string; epoch?: string; last_seq: number };
  user_message: { text: string; client_msg_id?: string; model?: string; context?: string };
  retry: { model?: string; context?: string };
  tool_approval: {
    tool_use_id: string;
    approved: boolean;
    scope?: OfferedScope;
    updated_input?: JsonObject;
    preview_hash?: string;
    reason?: string;
    interrupt?: boolean;
  };
  cancel: { turn_id?: string };
  elicitation_response: { id: string; action: ElicitationAction; content?: JsonObject };
  /** The user does not want to log in: ends the call that waits. */
  login_cancel: { id: string };
  set_options: { title?: string; locale?: string };
  ack: { seq: number };
  ping: Record<string, never>;
}

export interface ClientFrameOf<T extends keyof ClientData> {
  type: T;
  /** An error about this frame has it as `reply_to`. */
  id?: string;
  data: ClientData[T];
}

export type ClientFrame = { [T in keyof ClientData]: ClientFrameOf<T> }[keyof ClientData];
