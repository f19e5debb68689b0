import type { ChatItem, ChatState } from "@/chat/model";
import type { ApproveOptions, DenyOptions } from "@/client/answers";
import type { SendOptions, SendOutcome } from "@/client/outbox";
import type { ElicitationAction, JsonObject } from "@/protocol";

/** How a chat is opened. A change of any of them opens another one. */
export interface ChatOptions {
  /**
   * The session to go on with; without it a new one begins, which is kept once something is said.
   */
  sessionId?: string | undefined;
}

/** A chat and what can be done with it. The functions are the same for as long as the chat is. */
export interface Chat {
  state: ChatState;
  /** `state.items`. */
  messages: readonly ChatItem[];
  /** A turn is being made. */
  isStreaming: boolean;
  /**
   * Says something. Offline it waits and goes out exactly once; during a turn it is refused with
   * `busy`, and an empty or too long text with `empty` or `too_long`.
   */
  sendMessage: (text: string, options?: SendOptions) => SendOutcome;
  /** Asks the model again what it has not answered: after an error, say. */
  retry: (options?: SendOptions) => void;
  /** Sends a refused message of the outbox again. */
  resend: (id: string) => void;
  /** Takes a message out of the outbox that has not been sent. */
  discard: (id: string) => void;
  /** Ends the turn; its tools are cancelled at their servers. */
  stop: () => void;
  approve: (toolUseId: string, options?: ApproveOptions) => void;
  deny: (toolUseId: string, options?: DenyOptions) => void;
  answer: (elicitationId: string, action: ElicitationAction, content?: JsonObject) => void;
  rename: (title: string) => void;
  /** Takes a problem out of `state.problems`. */
  dismiss: (problemKey: string) => void;
  /** Tries to connect at once, also after the connection was closed for good. */
  reconnect: () => void;
}
