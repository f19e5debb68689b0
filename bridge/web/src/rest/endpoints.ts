/**
 * The REST API of the bridge, one function per endpoint: bridge/README.md, "REST". All throw RestError.
 */

import type {
  ApprovalList,
  DayUsage,
  JsonObject,
  ModelList,
  ProjectUsage,
  Readiness,
  RestErrorBody,
  RuleInfo,
  ServerInfo,
  SessionDetail,
  SessionInfo,
  StoredMessage,
  ToolCallAnswer,
  ToolCallLogin,
  ToolCallProgress,
  ToolInfo,
  ToolRequest,
} from "@/protocol";

import { path, requestDone, requestEvents, requestJson, requestText } from "./request";
import { RestError } from "./restError";

/** Options of a request that can be cancelled. */
export interface Abortable {
  signal?: AbortSignal | undefined;
}

/** Whether the bridge responds and has an API key. Needs no token. */
export function getReadiness(options: Abortable = {}): Promise<Readiness> {
  return requestJson("/ready", options);
}

/** The chats of a project, newest first; only those in which `text` occurs, if there is one. */
export async function getSessions(
  filter: { project?: string; text?: string } & Abortable = {},
): Promise<SessionInfo[]> {
  const answer = await requestJson<{ sessions: SessionInfo[] }>("/api/sessions", {
    query: { project: filter.project, q: filter.text },
    signal: filter.signal,
  });
  return answer.sessions;
}

/** Creates a chat. Without a model it has the bridge's default. */
export function createSession(
  project: string,
  model?: string,
): Promise<{ id: string; project: string }> {
  return requestJson("/api/sessions", { method: "POST", body: { project, model } });
}

/** A chat with its messages and its usage. */
export function getSession(id: string, options: Abortable = {}): Promise<SessionDetail> {
  return requestJson(path("/api/sessions", id), options);
}

/** The messages of a chat, in the format of the Messages API. */
export async function getMessages(id: string, options: Abortable = {}): Promise<StoredMessage[]> {
  const address = path("/api/sessions", id, "messages");
  const answer = await requestJson<{ messages: StoredMessage[] }>(address, options);
  return answer.messages;
}

/** Sets the title of a chat, of 1 to 200 characters. */
export function renameSession(id: string, title: string): Promise<{ id: string; title: string }> {
  return requestJson(path("/api/sessions", id), { method: "PATCH", body: { title } });
}

/** Deletes a chat with its content; its usage stays in the sums. */
export function deleteSession(id: string): Promise<void> {
  return requestDone(path("/api/sessions", id), { method: "DELETE" });
}

/** The whole text of a result that was too long for an event. */
export function getToolOutput(
  session: string,
  toolUseId: string,
  options: Abortable = {},
): Promise<string> {
  return requestText(path("/api/sessions", session, "outputs", toolUseId), options);
}

export async function getProjects(options: Abortable = {}): Promise<string[]> {
  const answer = await requestJson<{ projects: string[] }>("/api/projects", options);
  return answer.projects;
}

/** The usage of a project, in total and today. */
export function getTokenUsage(project: string, options: Abortable = {}): Promise<ProjectUsage> {
  return requestJson(path("/api/projects", project, "token-usage"), options);
}

/** The usage of each day, oldest first; without a project, that of all projects. */
export async function getUsageByDay(
  project?: string,
  options: Abortable = {},
): Promise<DayUsage[]> {
  const answer = await requestJson<{ days: DayUsage[] }>("/api/usage/days", {
    query: { project },
    ...options,
  });
  return answer.days;
}

export async function getServers(options: Abortable = {}): Promise<ServerInfo[]> {
  const answer = await requestJson<{ servers: ServerInfo[] }>("/api/servers", options);
  return answer.servers;
}

/** Starts a server that users log in to, and returns whether it wants a login. */
export async function logIn(server: string): Promise<ServerInfo> {
  const address = path("/api/servers", server, "login");
  const answer = await requestJson<{ server: ServerInfo }>(address, { method: "POST" });
  return answer.server;
}

/** Logs the bridge out of a server. */
export function logOut(server: string): Promise<void> {
  return requestDone(path("/api/servers", server, "logout"), { method: "POST" });
}

/** The tools of all servers. Starts servers that are not running, which takes a while. */
export async function getTools(options: Abortable = {}): Promise<ToolInfo[]> {
  const answer = await requestJson<{ tools: ToolInfo[] }>("/api/tools", options);
  return answer.tools;
}

/** Functions that are told of a running call. */
export interface CallWatch {
  onProgress?: (progress: ToolCallProgress) => void;
  /** The call waits until the user has logged in to its server at this host; null: not any more. */
  onLogin?: (host: string | null) => void;
}

/**
 * Calls a tool for the user, without asking for approval. Aborting the request cancels the call at the
 * server.
 */
export async function callTool(
  apiName: string,
  input: JsonObject,
  options: CallWatch & Abortable = {},
): Promise<ToolCallAnswer> {
  const target = path("/api/tools", apiName, "call");
  const { signal, onProgress, onLogin } = options;
  const events = requestEvents(target, { method: "POST", body: { input }, signal });
  for await (const { event, data } of events) {
    if (event === "progress") onProgress?.(JSON.parse(data) as ToolCallProgress);
    if (event === "login") onLogin?.((JSON.parse(data) as ToolCallLogin).host);
    if (event === "result") return JSON.parse(data) as ToolCallAnswer;
    if (event === "error") throw errorIn(JSON.parse(data) as RestErrorBody);
  }
  throw new RestError("unreachable", 0, "The answer broke off.");
}

function errorIn({ error, detail }: RestErrorBody): RestError {
  return new RestError(error, 200, detail);
}

/** The tool calls of a chat that wait for approval, oldest first. */
export async function getApprovals(
  session: string,
  options: Abortable = {},
): Promise<ToolRequest[]> {
  const answer = await requestJson<ApprovalList>(path("/api/approvals", session), options);
  return answer.approvals;
}

/** Allows or denies one call. */
export function decideApproval(
  session: string,
  toolUseId: string,
  decision: { approved: boolean; reason?: string },
): Promise<void> {
  return requestDone(path("/api/approvals", session, toolUseId), {
    method: "POST",
    body: decision,
  });
}

/** The rules about tools. */
export async function getRules(options: Abortable = {}): Promise<RuleInfo[]> {
  const answer = await requestJson<{ rules: RuleInfo[] }>("/api/rules", options);
  return answer.rules;
}

/** Deletes a rule; the user is asked again. */
export function revokeRule(id: number): Promise<void> {
  return requestDone(path("/api/rules", String(id)), { method: "DELETE" });
}

/** The available models, and the default one. */
export function getModels(options: Abortable = {}): Promise<ModelList> {
  return requestJson("/api/models", options);
}
