import type { OutgoingMessage } from "@/chat/model";

/** What is still to be said in a chat. */
export interface StoredOutbox {
  /** Where it was to be said, when it is a session that was just made; null: none was. */
  sessionId: string | null;
  messages: readonly OutgoingMessage[];
}

/** Keeps what is still to be said over a reload of the page. */
export interface OutboxStorage {
  load(chat: string): StoredOutbox | null;
  /** Without messages there is nothing to keep. */
  save(chat: string, outbox: StoredOutbox): void;
}

function keyOf(chat: string): string {
  return `mcp-bridge.outbox.${chat}`;
}

/** In the browser, for as long as the tab is there. */
export const tabStorage: OutboxStorage = {
  load(chat) {
    try {
      const text = sessionStorage.getItem(keyOf(chat));
      return text === null ? null : (JSON.parse(text) as StoredOutbox);
    } catch {
      return null; // a browser that keeps nothing
    }
  },
  save(chat, outbox) {
    try {
      if (outbox.messages.length) sessionStorage.setItem(keyOf(chat), JSON.stringify(outbox));
      else sessionStorage.removeItem(keyOf(chat));
    } catch {
      // Unsent messages are then lost with the page.
    }
  },
};
