import type { OutgoingMessage, Problem } from "@/chat/model";
import { isBusy } from "@/chat/selectors";
import type { ChatStore } from "@/chat/store";
import { longestText } from "@/protocol";

import type { Link } from "./link";
import type { OutboxStorage } from "./outboxStorage";

export interface SendOptions {
  /** Id of the model for this turn; default: that of the session. */
  model?: string;
  /** Name of the profile of tools to offer; default: all tools. */
  context?: string;
}

/**
 * Whether the outbox accepted a message (also while offline), or rejected it with an error code; then
 * the caller keeps the text.
 */
export type SendOutcome = { accepted: true; id: string } | { accepted: false; code: string };

/** The storage name for the outbox of a chat without messages. */
const newChat = "new";

/**
 * Messages that are not acknowledged yet. A message that may not have arrived is sent again; the bridge
 * recognizes its id, so that it is in the conversation once.
 */
export class Outbox {
  #saved: readonly OutgoingMessage[] = [];
  #savedAs: string;

  constructor(
    private readonly store: ChatStore,
    private readonly link: Link,
    private readonly storage: OutboxStorage,
    private readonly projectId: string,
    private readonly sessionId: string | undefined,
  ) {
    this.#savedAs = this.#name();
  }

  // The bridge deletes a session that was created for this page and has no messages, so its id is not
  // used as a name.
  #name(): string {
    const { session, items } = this.store.state;
    const made = items.length ? session?.id : undefined;
    return `${this.projectId}.${this.sessionId ?? made ?? newChat}`;
  }

  /**
   * Restores the messages that an earlier page could not send. Returns the session that was created for
   * that page, if any.
   */
  restore(): string | undefined {
    const stored = this.storage.load(this.#savedAs);
    for (const message of stored?.messages ?? []) this.#put(message);
    this.disconnected();
    return stored?.sessionId ?? undefined;
  }

  add(text: string, options: SendOptions): SendOutcome {
    const code = this.#refusal(text);
    if (code) return { accepted: false, code };
    const id = this.link.newId();
    const { model = null, context = null } = options;
    this.#put({ id, text, model, context, status: "queued", problem: null });
    this.flush();
    return { accepted: true, id };
  }

  #refusal(text: string): string | undefined {
    const { connection, outbox } = this.store.state;
    if (!text.trim()) return "empty";
    if ([...text].length > longestText) return "too_long";
    if (connection.status === "closed") return connection.reason;
    const isUnderWay = outbox.some((message) => message.status !== "refused");
    const mustWait = isBusy(this.store.state) || isUnderWay;
    return this.link.isSettled && mustWait ? "busy" : undefined;
  }

  /**
   * Sends the next queued message if no turn is open: during a turn the bridge accepts none.
   */
  flush(): void {
    const { outbox } = this.store.state;
    const isSending = outbox.some((message) => message.status === "sending");
    if (!this.link.isSettled || isBusy(this.store.state) || isSending) return;
    const next = outbox.find((message) => message.status === "queued");
    if (next) this.#send(next);
  }

  #send(message: OutgoingMessage): void {
    const { id, text, model, context } = message;
    this.#put({ ...message, status: "sending", problem: null });
    const data = { text, client_msg_id: id, ...(model && { model }), ...(context && { context }) };
    this.link.send("user_message", data, (problem) => this.#refused(id, problem), id);
  }

  // The message may still be in the conversation, if the error came after it was stored; then it has
  // already been removed here.
  #refused(id: string, problem: Problem): void {
    const message = this.#find(id);
    if (message) this.#put({ ...message, status: "refused", problem });
    this.flush();
  }

  /** The connection was lost: messages that were sent may not have arrived, and are sent again. */
  disconnected(): void {
    for (const message of this.store.state.outbox) {
      if (message.status === "sending") this.#put({ ...message, status: "queued" });
    }
  }

  resend(id: string): void {
    const message = this.#find(id);
    if (message?.status === "refused") this.#put({ ...message, status: "queued", problem: null });
    this.flush();
  }

  discard(id: string): void {
    if (this.#find(id)?.status === "sending") return;
    this.store.dispatch({ type: "discarded", id });
    this.save();
  }

  /** Stores the outbox for the next page, under the name with which that page looks for it. */
  save(): void {
    const { session, outbox } = this.store.state;
    const name = this.#name();
    if (outbox === this.#saved && name === this.#savedAs) return;
    if (name !== this.#savedAs) this.storage.save(this.#savedAs, { sessionId: null, messages: [] });
    this.storage.save(name, { sessionId: session?.id ?? null, messages: outbox });
    this.#saved = outbox;
    this.#savedAs = name;
  }

  #find(id: string): OutgoingMessage | undefined {
    return this.store.state.outbox.find((message) => message.id === id);
  }

  #put(message: OutgoingMessage): void {
    this.store.dispatch({ type: "outgoing", message });
    this.save();
  }
}
