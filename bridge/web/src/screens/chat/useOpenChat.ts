import { useCallback, useState } from "react";

import type { Route } from "@/router";

/** The open chat. A new chat keeps its connection when it gets an id, and with it an address. */
export interface OpenChat {
  /** Differs for each chat; used as React key. */
  key: number;
  /** The session id with which it was opened; null: it was opened as a new chat. */
  openedAs: string | null;
  /** The session id; null: it has no messages yet. */
  sessionId: string | null;
}

/** Follows the address: keeps the open chat, or opens another one. */
export function useOpenChat(route: Route): [OpenChat, (sessionId: string) => void] {
  const wanted = route.view === "chat" ? route.sessionId : undefined;
  const [chat, setChat] = useState<OpenChat>({
    key: 0,
    openedAs: wanted ?? null,
    sessionId: wanted ?? null,
  });
  if (wanted !== undefined && wanted !== chat.sessionId) {
    setChat({ key: chat.key + 1, openedAs: wanted, sessionId: wanted });
  }
  // When another view is shown, a chat that was opened as new is closed; it is reopened with its id.
  if (wanted === undefined && chat.openedAs !== chat.sessionId) {
    setChat({ key: chat.key + 1, openedAs: chat.sessionId, sessionId: chat.sessionId });
  }
  const begun = useCallback(
    (sessionId: string) => setChat((before) => ({ ...before, sessionId })),
    [],
  );
  return [chat, begun];
}
