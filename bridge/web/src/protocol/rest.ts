/** The REST responses of the bridge: bridge/README.md, "REST". */

import type { JsonObject, Snapshot, ToolAnnotations, ToolRequest } from "./server";
import type { ServerState, UsageSummary } from "./shared";

/** The body of error responses. */
export interface RestErrorBody {
  error: string;
  detail: string;
}

export interface SessionInfo {
  id: string;
  project: string;
  title: string;
  /** Empty: the bridge's default. */
  model: string;
  created_at: number;
  updated_at: number;
  usage: UsageSummary;
}

/** The budget of a project per day (UTC). Limits that are not set are null. */
export interface ProjectBudget {
  state: "ok" | "near" | "exceeded";
  /** When the next day begins, milliseconds since 1970. */
  resets_at: number;
  /** From here on the bridge warns. */
  soft_tokens: number | null;
  /** From here on the bridge sends no requests to the model. */
  hard_tokens: number | null;
  /** Decimal numbers. */
  soft_usd: string | null;
  hard_usd: string | null;
}

export interface ProjectUsage extends UsageSummary {
  project_id: string;
  /** The day in UTC. */
  today: UsageSummary;
  /** Without it the bridge keeps no budget. */
  budget?: ProjectBudget;
}

export interface DayUsage extends UsageSummary {
  /** YYYY-MM-DD, UTC. */
  day: string;
}

export type SessionDetail = Snapshot;

export interface ToolInfo {
  /** Its name for the model, and in `POST /api/tools/{name}/call`. */
  api_name: string;
  server: string;
  /** Its name at its server. */
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: ToolAnnotations;
  /** Why it is not offered to models. */
  left_out?: string;
}

/** A content item of a tool result. */
export type ToolContent =
  | { type: "text"; text: string }
  | { type: "image" | "audio"; data: string; mimeType: string }
  | { type: "resource_link"; uri: string; name: string; title?: string; mimeType?: string }
  | {
      type: "resource";
      resource: { uri: string; mimeType?: string; text?: string; blob?: string };
    };

export interface ToolCallAnswer {
  result: { content?: ToolContent[]; structuredContent?: unknown; isError?: boolean };
}

/** A progress notification of a running tool. */
export interface ToolCallProgress {
  progress: number;
  total?: number;
  message?: string;
  /** The message is a piece of the file that is being written. */
  chunk?: JsonObject;
}

/** The call waits for a login at this host; null: not any more. */
export interface ToolCallLogin {
  server: string;
  host: string | null;
}

export interface RuleInfo {
  id: number;
  decision: "allow" | "deny" | "ask";
  /** Empty: in all sessions. */
  session: string;
  server: string;
  identity: string;
  /** Empty: all tools of the server. */
  tool: string;
  created_at: number;
}

export interface ModelList {
  models: string[];
  default: string;
}

export interface Readiness {
  status: string;
  /** Whether there is an API key, so that the model can be used. */
  model: boolean;
  /** The number of servers in each state. */
  servers: Partial<Record<ServerState, number>>;
}

export interface ApprovalList {
  approvals: ToolRequest[];
}
