import type { SessionInfo } from "@/protocol";

/** Those in which something was said: an open page has a chat that nobody has begun, which is no chat to come back to. */
export function begunSessions(sessions: readonly SessionInfo[] | undefined): SessionInfo[] {
  return (sessions ?? []).filter((session) => session.title !== "");
}
