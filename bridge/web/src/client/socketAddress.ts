/** A client's position in the events of a session. */
export interface Position {
  sessionId?: string | undefined;
  /** Without it the bridge begins with a snapshot. */
  epoch?: string | undefined;
  lastSeq?: number | undefined;
}

/** The address of the bridge's WebSocket, from the address of the page. */
export function socketAddress(
  page: string,
  projectId: string,
  locale: string,
  position: Position,
): string {
  const address = new URL("/ws", page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const query = address.searchParams;
  query.set("project", projectId);
  query.set("locale", locale);
  if (position.sessionId) query.set("session", position.sessionId);
  if (position.sessionId && position.epoch) {
    query.set("epoch", position.epoch);
    query.set("last_seq", String(position.lastSeq ?? 0));
  }
  return address.href;
}
