/**
 * Frames of the bridge in the native dialect: schemas/bridge/ws.v1.server.schema.json, word for
 * word.
 */

import type { ServerInfo, UsageSummary } from "./shared";

/** The WebSocket subprotocol that selects the native dialect. */
export const nativeProtocol = "mcp-bridge.v1";

/** What a turn is doing. */
export type Phase =
  | "idle"
  | "thinking"
  | "streaming"
  | "awaiting_approval"
  | "awaiting_input"
  | "running_tools"
  | "retrying"
  | "cancelling";

/** How long a decision to allow a tool holds: this call, this chat, this tool, its whole server. */
export type ApprovalScope = "once" | "session" | "tool" | "server";

/** What may be answered: those, and to deny the tool from now on. */
export type OfferedScope = ApprovalScope | "never";

/** Why a message of the model ended. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  /** Of the bridge: the request before it was refused. Only in stored messages. */
  | "api_refused"
  | "model_context_window_exceeded"
  | "cancelled"
  | "interrupted"
  | "";

/** A JSON object whose members are not known here. */
export type JsonObject = Record<string, unknown>;

export interface SessionCreated {
  session_id: string;
  /** Whether the session existed before; otherwise it was created for this connection. */
  resumed?: boolean;
  /** Sequence numbers of one epoch mean nothing in another. */
  epoch?: string;
  head_seq?: number;
  project_id?: string;
  protocol?: string;
  /** From where this page speaks, as the bridge sees it. */
  address?: string;
  limits?: JsonObject;
}

/** A block of a stored message, as the Messages API spells it. */
export type StoredBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string; signature?: string }
  | { type: "tool_use"; id: string; name: string; input: JsonObject }
  | {
      type: "tool_result";
      tool_use_id: string;
      content?: string | StoredResultBlock[];
      is_error?: boolean;
    }
  | { type: "redacted_thinking"; data?: string };

export type StoredResultBlock =
  | { type: "text"; text: string }
  | { type: "image"; source: { type: "base64"; media_type: string; data: string } };

/** How a call ended. */
export type CallOutcome = "done" | "failed" | "denied" | "expired" | "cancelled" | "interrupted";

/** What is known of a call beyond its blocks in the history. */
export interface CallNote {
  /** As its server calls the tool. */
  name?: string;
  server?: string;
  /** As the model knows it. */
  tool?: string;
  title?: string;
  /** What it was shown to change; the beginning of that, if it is long. */
  preview?: ToolPreview;
  decision?: ToolResolved["decision"];
  /** Who decided: an address, or "rest". */
  by?: string;
  /** With what it ran, when the user has changed that. */
  edited_input?: JsonObject;
  /** That is only the beginning of it. */
  input_truncated?: boolean;
  /** Milliseconds since 1970. */
  started_at?: number;
  duration_ms?: number;
  /** Without one it has not ended. */
  outcome?: CallOutcome;
  text?: string;
  structured?: unknown;
  truncated?: boolean;
}

/** By `tool_use_id`. */
export type CallNotes = Readonly<Record<string, CallNote>>;

/** Why a model has declined, in its own words. */
export interface StopDetails {
  category?: string | null;
  explanation?: string | null;
}

export interface StoredMessageMeta {
  client_msg_id?: string;
  flags?: string[];
  turn_id?: string;
  message_id?: string;
  model?: string;
  stop_reason?: StopReason;
  stop_details?: StopDetails;
  usage?: UsageCounts;
  cost_usd?: string | null;
  /** Of the results in it, without their text. */
  calls?: CallNotes;
}

export interface StoredMessage {
  number: number;
  role: "user" | "assistant";
  content: StoredBlock[];
  meta?: StoredMessageMeta;
  /** Milliseconds since 1970. */
  created_at?: number;
}

/** A block of the message that is being made. */
export interface OpenBlock {
  block: number;
  content: { type: string } & JsonObject;
}

export interface OpenMessage {
  message_id: string;
  model: string;
  blocks: OpenBlock[];
  /** Once it is known, just before the message is complete. */
  usage?: UsageCounts;
  cost_usd?: string | null;
}

export interface SnapshotSession {
  id: string;
  project: string;
  title: string;
  model: string;
  created_at: number;
}

export type OpenQuestion =
  | { type: "tool_request"; data: ToolRequest }
  | { type: "elicitation_request"; data: ElicitationRequest };

export interface Snapshot {
  messages: StoredMessage[];
  open_message?: OpenMessage;
  pending: OpenQuestion[];
  /** Of the turn that is being made. */
  calls?: CallNotes;
  phase: Phase;
  turn_id?: string;
  head_seq: number;
  epoch: string;
  session?: SnapshotSession;
  /** Of the whole chat, as far as events up to `head_seq` have told. */
  usage: UsageSummary;
}

export interface ResumeCompleted {
  from: number;
  to: number;
}

export interface StatusUpdate {
  ai_typing?: boolean;
  tool_running?: boolean;
  file_path?: string;
  busy?: boolean;
  reconnecting?: boolean;
  error?: string;
  phase?: Phase;
  retry_in_ms?: number;
  attempt?: number;
}

export interface UserMessageAccepted {
  text: string;
  number?: number;
  client_msg_id?: string;
  /** Rules of the guard that matched it. */
  flags?: string[];
}

/** A piece of a text or of thinking. */
export interface BlockChunk {
  text: string;
  message_id: string;
  block: number;
}

export interface AssistantMessageCompleted {
  reason: "ok" | "error";
  message_id?: string;
  stop_reason?: StopReason;
  stop_details?: StopDetails;
  request_id?: string;
}

export interface ToolInputChunk {
  tool_use_id: string;
  /** As the model knows the tool. */
  name?: string;
  message_id?: string;
  block?: number;
  partial_json: string;
}

/** What a call would change in a file. */
export interface ToolPreview {
  kind: "diff" | "new_file" | "none";
  path?: string;
  unified?: string;
  added?: number;
  removed?: number;
  old_sha256?: string | null;
  /** Comes back with the approval: a file that has changed meanwhile is asked about again. */
  preview_hash?: string;
  truncated?: boolean;
}

export interface ToolAnnotations {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
}

export interface ToolRequest {
  /** The `tool_use_id`. */
  id: string;
  /** As the server calls the tool. */
  name: string;
  input: JsonObject;
  server?: string;
  /** As the model knows the tool. */
  tool?: string;
  title?: string;
  annotations?: ToolAnnotations;
  input_schema?: JsonObject | null;
  scopes?: OfferedScope[];
  preview?: ToolPreview;
  /** Milliseconds since 1970. */
  expires_at?: number;
  /**
   * Why it is asked again: "changed" (what it would do is not what was shown when it was allowed)
   * or "invalid_input" (the tool does not take the input that the user has given it).
   */
  reason?: "changed" | "invalid_input";
}

export interface ToolResolved {
  tool_use_id: string;
  /** "deny": a stored rule decided, not the user. */
  decision: "approved" | "denied" | "deny" | "expired" | "cancelled";
  /** Who decided: an address, or "rest". */
  by?: string;
}

export interface ToolStarted {
  tool_use_id: string;
  name: string;
  server?: string;
  input?: JsonObject;
  /** The user has changed the input. */
  edited?: boolean;
}

export interface ToolProgress {
  tool_use_id: string;
  progress: number;
  total?: number;
  message?: string;
}

export interface ToolChunk {
  chunk: string;
  tool_use_id: string;
  offset?: number;
  stream?: "file" | "result";
  progress?: number;
  total?: number;
}

export interface ToolResult {
  tool_use_id: string;
  name?: string;
  server?: string;
  is_error: boolean;
  outcome: CallOutcome;
  text: string;
  /** The whole of it: GET /api/sessions/{id}/outputs/{tool_use_id}. */
  truncated?: boolean;
  structured?: unknown;
  duration_ms?: number;
}

export interface ElicitationRequest {
  id: string;
  message: string;
  tool_use_id?: string;
  server?: string;
  requested_schema?: JsonObject | null;
  url?: string;
  /** "round_limit": it is the bridge that asks whether to go on. */
  reason?: string;
}

export type ElicitationAction = "accept" | "decline" | "cancel";

export interface ElicitationResolved {
  id: string;
  action: ElicitationAction;
}

export interface UsageCounts {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens?: number;
  cache_read_input_tokens?: number;
  cache_creation_tokens?: number;
  cache_read_tokens?: number;
  total_tokens?: number;
  requests?: number;
  tool_calls?: number;
  cache_creation?: { ephemeral_5m_input_tokens?: number; ephemeral_1h_input_tokens?: number };
  total_cost_usd?: number | null;
  model?: string | null;
}

export interface UsageUpdate {
  usage: UsageCounts;
  scope?: "message" | "turn" | "session";
  message_id?: string;
  /** A decimal number; null: the model has no price. */
  cost_usd?: string | null;
}

/** Why a turn ended. */
export type TurnEnd = "ok" | "error" | "cancelled" | "budget";

export interface SessionEnd {
  total_cost_usd: number | null;
  usage_summary: UsageCounts;
  reason?: TurnEnd;
  priced?: boolean;
}

export interface SessionUpdated {
  session_id: string;
  title?: string;
}

export interface ServersUpdate {
  servers: ServerInfo[];
}

export interface BridgeError {
  /** The code. */
  message: string;
  /** Text in the locale of the socket, and in parentheses what the cause says of itself. */
  detail?: string;
  pointer?: string;
  retry_after_ms?: number;
  request_id?: string;
  fatal?: boolean;
  tool_use_id?: string;
}

export interface Heartbeat {
  head_seq: number;
}
