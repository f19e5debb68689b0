import type { TextKey } from "@/i18n";
import type { ServerInfo } from "@/protocol";

import type { ChatState, ToolCall } from "./model";

/** The name of a badge; its text is `badge.<name>` in the catalogues. */
export type Badge =
  | "connecting"
  | "reconnecting"
  | "offline"
  | "ai_typing"
  | "retrying"
  | "cancelling"
  | "awaiting_approval"
  | "awaiting_input"
  | "awaiting_login"
  | "file_being_created"
  | "tool_running"
  | "servers_starting";

/** The key of a badge's text. */
export function badgeText(badge: Badge): TextKey {
  return `badge.${badge}`;
}

/** Whether a turn is open: a new message has to wait. */
export function isBusy(state: ChatState): boolean {
  return state.turn !== null || state.phase !== "idle";
}

/** The model of the last message; null: not known. */
export function lastModel({ items }: ChatState): string | null {
  const message = items.findLast((item) => item.kind === "assistant" && item.usage !== null);
  return message?.kind === "assistant" ? message.model : null;
}

/** Whether the call writes a file. */
export function writesFile(call: ToolCall): boolean {
  const kind = call.preview?.kind;
  return call.output !== null || kind === "new_file" || kind === "diff";
}

/** The file that the call is about; null: none. */
export function filePath(call: ToolCall): string | null {
  const path = (call.editedInput ?? call.input)?.["path"];
  return typeof path === "string" ? path : null;
}

/** The running calls. */
export function runningCalls(state: ChatState): ToolCall[] {
  return Object.values(state.toolCalls).filter((call) => call.status === "running");
}

/** The calls that wait for the user, in the order of the conversation. */
export function callsToApprove(state: ChatState): ToolCall[] {
  return state.pending.flatMap((question) => {
    const call = question.kind === "approval" ? state.toolCalls[question.toolUseId] : undefined;
    return call ? [call] : [];
  });
}

/** The MCP servers that are still starting. */
export function startingServers({ servers }: ChatState): string[] {
  return (servers ?? []).filter((each) => each.state === "starting").map((each) => each.name);
}

function connectionBadges({ connection }: ChatState): Badge[] {
  if (connection.status === "connecting") return ["connecting"];
  if (connection.status !== "reconnecting") return [];
  return [connection.offline ? "offline" : "reconnecting"];
}

/** The servers that want the user to log in, except those for which a call asks. */
export function serversToLogInTo({ servers, elicitations }: ChatState): ServerInfo[] {
  const asking = new Set(
    Object.values(elicitations).flatMap((each) => (each.loginHost === null ? [] : [each.server])),
  );
  return (servers ?? []).filter((each) => Boolean(each.login?.url) && !asking.has(each.name));
}

function questionBadges({ pending, elicitations }: ChatState): Badge[] {
  const badges: Badge[] = [];
  if (pending.some((each) => each.kind === "approval")) badges.push("awaiting_approval");
  const asked = pending.filter((each) => each.kind === "elicitation");
  const logins = asked.filter((each) => typeof elicitations[each.id]?.loginHost === "string");
  if (asked.length > logins.length) badges.push("awaiting_input");
  if (logins.length > 0) badges.push("awaiting_login");
  return badges;
}

function toolBadges(state: ChatState): Badge[] {
  const running = runningCalls(state);
  const badges: Badge[] = [];
  if (running.some(writesFile)) badges.push("file_being_created");
  if (running.some((call) => !writesFile(call))) badges.push("tool_running");
  return badges;
}

function phaseBadges({ phase }: ChatState): Badge[] {
  if (phase === "thinking" || phase === "streaming") return ["ai_typing"];
  return phase === "retrying" || phase === "cancelling" ? [phase] : [];
}

/** The badges for the current state. */
export function badgesOf(state: ChatState): Badge[] {
  return [
    ...connectionBadges(state),
    ...phaseBadges(state),
    ...questionBadges(state),
    ...toolBadges(state),
    ...(startingServers(state).length ? (["servers_starting"] as const) : []),
  ];
}
