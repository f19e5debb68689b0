import type { ChatItem, ChatState } from "@/chat/model";
import type { ApproveOptions, DenyOptions } from "@/client/answers";
import type { SendOptions, SendOutcome } from "@/client/outbox";
import type { ElicitationAction, JsonObject } from "@/protocol";

/** Options of a chat. A change of an option opens another chat. */
export interface ChatOptions {
  /**
   * The session to continue; without it a new one is created, and kept once it has a message.
   */
  sessionId?: string | undefined;
}

/** A chat and the functions to act on it, which keep their identity as long as the chat is open. */
export interface Chat {
  state: ChatState;
  /** `state.items`. */
  messages: readonly ChatItem[];
  /** A turn is open. */
  isStreaming: boolean;
  /**
   * Sends a message. While offline it is queued, then sent exactly once. During a turn it is rejected
   * with `busy`, an empty or too long text with `empty` or `too_long`.
   */
  sendMessage: (text: string, options?: SendOptions) => SendOutcome;
  /** Sends the last unanswered message to the model again, such as after an error. */
  retry: (options?: SendOptions) => void;
  /** Sends a refused message of the outbox again. */
  resend: (id: string) => void;
  /** Removes an unsent message from the outbox. */
  discard: (id: string) => void;
  /** Cancels the turn and its tool calls. */
  stop: () => void;
  approve: (toolUseId: string, options?: ApproveOptions) => void;
  deny: (toolUseId: string, options?: DenyOptions) => void;
  answer: (elicitationId: string, action: ElicitationAction, content?: JsonObject) => void;
  rename: (title: string) => void;
  /** Removes a problem from `state.problems`. */
  dismiss: (problemKey: string) => void;
  /** Connects at once, even after the connection was closed for good. */
  reconnect: () => void;
}
