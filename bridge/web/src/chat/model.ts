/**
 * The state of a chat as a screen shows it. All values are immutable: an update creates new objects for
 * the changed parts and keeps all others, so that `React.memo` can compare by identity.
 *
 * Times are milliseconds since 1970 on the bridge's clock, unless stated otherwise; `toLocalTime`
 * converts them.
 */

import type {
  ElicitationAction,
  JsonObject,
  OfferedScope,
  Phase,
  ServerInfo,
  StopReason,
  ToolAnnotations,
  ToolPreview,
  TurnEnd,
} from "@/protocol";

/** Why the connection ended for good. */
export type ClosedReason =
  /** No valid token: open the address that the bridge printed. */
  | "unauthorized"
  /** The bridge does not serve this page's address; see WS_ALLOWED_ORIGINS. */
  | "forbidden"
  | "invalid_project"
  /** The chat was deleted. */
  | "unknown_session"
  /** The bridge received invalid frames from this page. */
  | "refused";

/** The state of the connection: whether the page shows the current state of the chat. */
export type Connection =
  | { status: "connecting" }
  /** All events up to now have arrived. */
  | { status: "open" }
  /** `retryAt` is on the local clock; null: being tried right now, or waiting for the network. */
  | { status: "reconnecting"; attempt: number; retryAt: number | null; offline: boolean }
  | { status: "closed"; reason: ClosedReason };

/** The chat session, as the bridge sent it. */
export interface SessionState {
  id: string;
  projectId: string;
  /** Empty: no title yet. */
  title: string;
  /** Empty: the bridge's default. */
  model: string;
  createdAt: number | null;
}

/** The open turn: from a message of the user until the model is done. */
export interface OpenTurn {
  id: string;
  /** Null: it began before this page connected. */
  startedAt: number | null;
}

/** The bridge is about to retry its request to the model's service. */
export interface RetryState {
  attempt: number;
  at: number;
}

/** How the last turn ended. */
export interface EndedTurn {
  id: string;
  end: TurnEnd;
  endedAt: number;
  usage: TokenUsage;
  requests: number;
  toolCalls: number;
}

/** Tokens and their cost. */
export interface TokenUsage {
  /** Input tokens neither read from the cache nor written to it. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** The sum of the four counts. */
  totalTokens: number;
  /**
   * USD; null: the model has no price; undefined: not stored, for messages of an older bridge.
   */
  costUsd?: number | null;
}

export interface UserItem {
  kind: "user";
  /** The same as that of the outgoing message. */
  key: string;
  number: number | null;
  turnId: string;
  text: string;
  /** Rules of the bridge's guard that matched it. */
  flags: readonly string[];
  at: number;
}

export interface TextBlock {
  kind: "text";
  /** Unique in its message. */
  key: string;
  text: string;
}

export interface ThinkingBlock {
  kind: "thinking";
  key: string;
  text: string;
}

/** Stands for `ChatState.toolCalls[toolUseId]`. */
export interface ToolUseBlock {
  kind: "tool_use";
  key: string;
  toolUseId: string;
}

export type AssistantBlock = TextBlock | ThinkingBlock | ToolUseBlock;

export type AssistantStatus =
  /** Its last block may still grow. */
  | "open"
  | "complete"
  /** The user stopped it. */
  | "cancelled"
  /** The model's service or the network broke it off. */
  | "interrupted";

export interface AssistantItem {
  kind: "assistant";
  key: string;
  messageId: string;
  turnId: string;
  /** Null: not known yet. */
  model: string | null;
  status: AssistantStatus;
  stopReason: StopReason | null;
  blocks: readonly AssistantBlock[];
  /** While it is open: the bridge's number of each block. */
  blockNumbers: readonly number[];
  usage: TokenUsage | null;
  /** Null: it began before this page connected. */
  startedAt: number | null;
  completedAt: number | null;
}

/** An error of a turn, where it happened. */
export interface NoticeItem {
  kind: "notice";
  key: string;
  turnId: string;
  at: number;
  /** Text in the catalogues: `error.<code>`. */
  code: string;
  /** The message of the cause; may be empty. */
  detail: string;
  /** When a retry makes sense; null: not known. */
  retryAt: number | null;
  /** For the support of the model's service; null: none. */
  requestId: string | null;
}

export type ChatItem = UserItem | AssistantItem | NoticeItem;

export type ToolCallStatus =
  /** The model is writing its input. */
  | "typing_input"
  /** The input is complete; the decision is still open. */
  | "waiting"
  | "awaiting_approval"
  /** Allowed, and about to start. */
  | "approved"
  | "running"
  | "done"
  | "failed"
  /** By the user, or by a rule. */
  | "denied"
  | "cancelled"
  /** No answer in time. */
  | "expired";

/** The open question whether a call may run. */
export interface Approval {
  input: JsonObject;
  inputSchema: JsonObject | null;
  annotations: ToolAnnotations;
  scopes: readonly OfferedScope[];
  preview: ToolPreview | null;
  expiresAt: number | null;
  /** The user allowed the call, but its effect is no longer the one that was shown. */
  changed: boolean;
  /** Why the bridge rejected the last answer; null: it did not. */
  problem: Problem | null;
  /** The answer that this page sent and the bridge has not confirmed yet. */
  answering: "approve" | "deny" | null;
}

export interface ToolProgressState {
  value: number;
  total: number | null;
  message: string;
}

/** The content that a call has written so far. */
export interface ToolOutput {
  /** Only the end, if the output is long. */
  text: string;
  /** Characters left out before `text`. */
  omitted: number;
  pieces: number;
}

export interface ToolResultState {
  text: string;
  isError: boolean;
  /** `text` is only the beginning; see `useToolOutput`. */
  truncated: boolean;
  structured: unknown;
}

export interface ToolCall {
  id: string;
  messageId: string | null;
  /** The tool's name for the model; see `useTools`. */
  apiName: string;
  /** The tool's name at its server; null: not known yet. */
  name: string | null;
  server: string | null;
  title: string | null;
  status: ToolCallStatus;
  /**
   * The input that the model has written so far: JSON that may end anywhere. Empty once it is complete.
   */
  inputText: string;
  /** As the model wrote it. Null: not complete yet. */
  input: JsonObject | null;
  /** The input with which it runs, if the user edited it. */
  editedInput: JsonObject | null;
  /** `editedInput` is cut. */
  editedInputCut: boolean;
  /** The open question; null: the call does not wait for the user. */
  approval: Approval | null;
  /**
   * How many requests for its approval have arrived. An answer to one does not apply to the next, which
   * may show another effect.
   */
  timesAsked: number;
  /** Who decided: an address, or "rest"; null: no decision, or not known. */
  decidedBy: string | null;
  /** The change that was shown to the user; kept after the decision. */
  preview: ToolPreview | null;
  progress: ToolProgressState | null;
  output: ToolOutput | null;
  startedAt: number | null;
  /** How long it ran; null: it has not ended, never ran, or this is not known. */
  durationMs: number | null;
  result: ToolResultState | null;
}

/** A question of a server, or of the bridge, to the user. */
export interface Elicitation {
  id: string;
  toolUseId: string | null;
  server: string | null;
  message: string;
  /** The schema of the form; null: no form. */
  requestedSchema: JsonObject | null;
  /** An address for the user to open; null: none. */
  url: string | null;
  /** "round_limit": the bridge asks whether the model may go on. */
  reason: string | null;
  /** The host at which to log in to `server`, for which the call waits; null: another question. */
  loginHost: string | null;
  /** The answer that this page sent and the bridge has not confirmed yet. */
  answering: ElicitationAction | null;
}

/** An open question to the user. */
export type PendingQuestion =
  { kind: "approval"; toolUseId: string } | { kind: "elicitation"; id: string };

export type OutgoingStatus =
  /** Is sent as soon as there is a connection and no turn. */
  | "queued"
  /** Sent; the bridge has not yet confirmed it. */
  | "sending"
  /**
   * The bridge, or this page, rejected it: see `problem`. It waits for `resend` or `discard`.
   */
  | "refused";

/** A message of the user that is not in the conversation yet. */
export interface OutgoingMessage {
  id: string;
  text: string;
  model: string | null;
  context: string | null;
  status: OutgoingStatus;
  problem: Problem | null;
}

/** Why an action of the user failed. */
export interface Problem {
  key: string;
  /** Text in the catalogues: `error.<code>`. */
  code: string;
  detail: string;
  retryAt: number | null;
}

/** The state of a chat. */
export interface ChatState {
  connection: Connection;
  phase: Phase;
  turn: OpenTurn | null;
  retry: RetryState | null;
  lastTurn: EndedTurn | null;
  session: SessionState | null;
  /** The address of this page's machine, as the bridge sees it; null: not known. */
  address: string | null;
  items: readonly ChatItem[];
  /** By `tool_use_id`. */
  toolCalls: Readonly<Record<string, ToolCall>>;
  /** Open requests of servers for input, by id. */
  elicitations: Readonly<Record<string, Elicitation>>;
  pending: readonly PendingQuestion[];
  /** Shown below the items, in this order. */
  outbox: readonly OutgoingMessage[];
  /** Sums: of the messages of the last turn, and of the whole chat. */
  usage: { turn: TokenUsage; session: TokenUsage };
  /** Tokens of the context window that the last message of the model used; 0: none yet. */
  contextTokens: number;
  /** Failed actions of the user; each stays until dismissed. */
  problems: readonly Problem[];
  /** The MCP servers, from the last `servers_update`; null: none has arrived. */
  servers: readonly ServerInfo[] | null;
  /** Number of the last event that was applied. */
  seq: number;
  epoch: string;
  /** The bridge's clock minus the local one. */
  clockOffset: number;
}
