/** The frames of the bridge in the native dialect, as in schemas/bridge/ws.v1.server.schema.json. */

import type { ServerInfo, UsageSummary } from "./shared";

/** The WebSocket subprotocol that selects the native dialect. */
export const nativeProtocol = "mcp-bridge.v1";

/** The state of a turn. */
export type Phase =
  | "idle"
  | "thinking"
  | "streaming"
  | "awaiting_approval"
  | "awaiting_input"
  | "running_tools"
  | "retrying"
  | "cancelling";

/** Which calls a permission covers: this call, this chat, this tool, its whole server. */
export type ApprovalScope = "once" | "session" | "tool" | "server";

/** The scopes that a client may answer: those, and to deny the tool from now on. */
export type OfferedScope = ApprovalScope | "never";

/** Why a message of the model ended. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  /** Set by the bridge: the API refused the request. Only in stored messages. */
  | "api_refused"
  | "model_context_window_exceeded"
  | "cancelled"
  | "interrupted"
  | "";

/** A JSON object with unknown members. */
export type JsonObject = Record<string, unknown>;

export interface SessionCreated {
  session_id: string;
  /** Whether the session existed before; otherwise it was created for this connection. */
  resumed?: boolean;
  /** Sequence numbers are valid only within one epoch. */
  epoch?: string;
  head_seq?: number;
  project_id?: string;
  protocol?: string;
  /** The address of this page's machine, as the bridge sees it. */
  address?: string;
  limits?: JsonObject;
}

/** A block of a stored message, in the format of the Messages API. */
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

/** Data about a call in addition to its blocks in the history. */
export interface CallNote {
  /** The tool's name at its server. */
  name?: string;
  server?: string;
  /** The tool's name for the model. */
  tool?: string;
  title?: string;
  /** The change that was shown to the user; a long diff is cut. */
  preview?: ToolPreview;
  decision?: ToolResolved["decision"];
  /** Who decided: an address, or "rest". */
  by?: string;
  /** The input with which it ran, if the user edited it. */
  edited_input?: JsonObject;
  /** `edited_input` is cut. */
  input_truncated?: boolean;
  /** Milliseconds since 1970. */
  started_at?: number;
  duration_ms?: number;
  /** Missing: the call has not ended. */
  outcome?: CallOutcome;
  text?: string;
  structured?: unknown;
  truncated?: boolean;
}

/** By `tool_use_id`. */
export type CallNotes = Readonly<Record<string, CallNote>>;

/** Why a model refused to answer, as the API reports it. */
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
  /** Notes about the calls whose results it has, without their text. */
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

/** A block of the open message. */
export interface OpenBlock {
  block: number;
  content: { type: string } & JsonObject;
}

export interface OpenMessage {
  message_id: string;
  model: string;
  blocks: OpenBlock[];
  /** Sent just before the message is complete. */
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
  | { type: "elicitation_request"; data: ElicitationRequest }
  | { type: "login_request"; data: LoginRequest };

export interface Snapshot {
  messages: StoredMessage[];
  open_message?: OpenMessage;
  pending: OpenQuestion[];
  /** Notes about the calls of the open turn. */
  calls?: CallNotes;
  phase: Phase;
  turn_id?: string;
  head_seq: number;
  epoch: string;
  session?: SnapshotSession;
  /** Usage of the whole chat, from the events up to `head_seq`. */
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
  /** The tool's name for the model. */
  name?: string;
  message_id?: string;
  block?: number;
  partial_json: string;
}

/** The change that a call would make to a file. */
export interface ToolPreview {
  kind: "diff" | "new_file" | "none";
  path?: string;
  unified?: string;
  added?: number;
  removed?: number;
  old_sha256?: string | null;
  /** Sent back with the approval: if the file has changed meanwhile, the bridge asks again. */
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
  /** The tool's name at its server. */
  name: string;
  input: JsonObject;
  server?: string;
  /** The tool's name for the model. */
  tool?: string;
  title?: string;
  annotations?: ToolAnnotations;
  input_schema?: JsonObject | null;
  scopes?: OfferedScope[];
  preview?: ToolPreview;
  /** Milliseconds since 1970. */
  expires_at?: number;
  /**
   * Why the bridge asks again: "changed" (the effect is no longer the one that was shown) or
   * "invalid_input" (the user's edited input is invalid for the tool).
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
  /** The user edited the input. */
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
  /** The text is cut; the whole is at GET /api/sessions/{id}/outputs/{tool_use_id}. */
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
  /** "round_limit": the bridge asks whether the model may go on. */
  reason?: string;
}

export type ElicitationAction = "accept" | "decline" | "cancel";

export interface ElicitationResolved {
  id: string;
  action: ElicitationAction;
}

/** A call waits until the user has logged in to its server. */
export interface LoginRequest {
  id: string;
  tool_use_id: string;
  server: string;
  /** Of the authorization server. */
  host: string;
}

export interface LoginResolved {
  id: string;
  outcome: "ended" | "cancelled";
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
  /** The error code. */
  message: string;
  /** Text in the language of the socket, followed by the message of the cause in parentheses. */
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
