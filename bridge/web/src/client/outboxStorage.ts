import type { OutgoingMessage } from "@/chat/model";

/** The stored outbox of a chat. */
export interface StoredOutbox {
  /** The session, if it was created for the page; null: it was not. */
  sessionId: string | null;
  messages: readonly OutgoingMessage[];
}

/** Stores the outbox, so that it survives a reload of the page. */
export interface OutboxStorage {
  load(chat: string): StoredOutbox | null;
  /** Removes the entry if there are no messages. */
  save(chat: string, outbox: StoredOutbox): void;
}

function keyOf(chat: string): string {
  return `mcp-bridge.outbox.${chat}`;
}

/** Stores in the browser until the tab is closed. */
export const tabStorage: OutboxStorage = {
  load(chat) {
    try {
      const text = sessionStorage.getItem(keyOf(chat));
      return text === null ? null : (JSON.parse(text) as StoredOutbox);
    } catch {
      return null; // the browser has no storage
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
