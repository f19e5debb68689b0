import { useCallback, useState } from "react";

import type { Route } from "@/router";

/** The chat that is shown. A new one keeps its connection when it gets an id, and with it an address. */
export interface OpenChat {
  /** Another one for another chat. */
  key: number;
  /** The id with which it was opened; null: it was opened as a new chat. */
  openedAs: string | null;
  /** Which it is; null: it has not begun. */
  sessionId: string | null;
}

/** Follows the address: goes on with the chat that is shown, or opens another one. */
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
  // Behind another view it is let go, and opened again as what it has become.
  if (wanted === undefined && chat.openedAs !== chat.sessionId) {
    setChat({ key: chat.key + 1, openedAs: chat.sessionId, sessionId: chat.sessionId });
  }
  const begun = useCallback(
    (sessionId: string) => setChat((before) => ({ ...before, sessionId })),
    [],
  );
  return [chat, begun];
}
