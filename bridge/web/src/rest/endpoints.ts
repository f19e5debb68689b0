/**
 * Every address of the bridge that answers by HTTP: bridge/README.md, "REST". All throw RestError.
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
  ToolCallProgress,
  ToolInfo,
  ToolRequest,
} from "@/protocol";

import { path, requestDone, requestEvents, requestJson, requestText } from "./request";
import { RestError } from "./restError";

/** What waits for an answer may be given up. */
export interface Abortable {
  signal?: AbortSignal | undefined;
}

/** Whether the bridge is there and has an API key. Needs no token. */
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

/** A new chat. Without a model it has the bridge's. */
export function createSession(
  project: string,
  model?: string,
): Promise<{ id: string; project: string }> {
  return requestJson("/api/sessions", { method: "POST", body: { project, model } });
}

/** A chat with all that is in it and what it has used. */
export function getSession(id: string, options: Abortable = {}): Promise<SessionDetail> {
  return requestJson(path("/api/sessions", id), options);
}

/** The messages of a chat as the model's service spells them. */
export async function getMessages(id: string, options: Abortable = {}): Promise<StoredMessage[]> {
  const address = path("/api/sessions", id, "messages");
  const answer = await requestJson<{ messages: StoredMessage[] }>(address, options);
  return answer.messages;
}

/** 1 to 200 characters. */
export function renameSession(id: string, title: string): Promise<{ id: string; title: string }> {
  return requestJson(path("/api/sessions", id), { method: "PATCH", body: { title } });
}

/** With everything in it; what it has used stays in the sums. */
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

/** What a project has used, ever and today. */
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

/** The tools of all servers. Starts those that are not running, which takes a while. */
export async function getTools(options: Abortable = {}): Promise<ToolInfo[]> {
  const answer = await requestJson<{ tools: ToolInfo[] }>("/api/tools", options);
  return answer.tools;
}

/**
 * Calls a tool in the name of the person, who is not asked again. To give it up cancels the call at
 * its server.
 */
export async function callTool(
  apiName: string,
  input: JsonObject,
  options: { onProgress?: (progress: ToolCallProgress) => void } & Abortable = {},
): Promise<ToolCallAnswer> {
  const target = path("/api/tools", apiName, "call");
  const { signal, onProgress } = options;
  const events = requestEvents(target, { method: "POST", body: { input }, signal });
  for await (const { event, data } of events) {
    if (event === "progress") onProgress?.(JSON.parse(data) as ToolCallProgress);
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

/** The standing decisions on tools. */
export async function getRules(options: Abortable = {}): Promise<RuleInfo[]> {
  const answer = await requestJson<{ rules: RuleInfo[] }>("/api/rules", options);
  return answer.rules;
}

/** From now on it is asked again. */
export function revokeRule(id: number): Promise<void> {
  return requestDone(path("/api/rules", String(id)), { method: "DELETE" });
}

/** The models that can be asked, and the one that is asked by default. */
export function getModels(options: Abortable = {}): Promise<ModelList> {
  return requestJson("/api/models", options);
}
