/**
 * The state of a chat as a screen shows it. Everything in it is a value that never changes: an update makes
 * new objects for what it touches and keeps all others, so that `React.memo` compares by identity.
 *
 * Times are milliseconds since 1970 on the bridge's clock, if nothing else is said; `toLocalTime`
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
  /** No valid token: the address that the bridge prints has to be opened again. */
  | "unauthorized"
  /** The bridge does not serve this page's address; see WS_ALLOWED_ORIGINS. */
  | "forbidden"
  | "invalid_project"
  /** The chat was deleted. */
  | "unknown_session"
  /** The bridge found that this page sends what makes no sense. */
  | "refused";

/** Whether what is shown is what is so. */
export type Connection =
  | { status: "connecting" }
  /** All events up to now have arrived. */
  | { status: "open" }
  /** `retryAt` is on the local clock; null: being tried right now, or waiting for the network. */
  | { status: "reconnecting"; attempt: number; retryAt: number | null; offline: boolean }
  | { status: "closed"; reason: ClosedReason };

/** The chat session, once the bridge has told. */
export interface SessionState {
  id: string;
  projectId: string;
  /** Empty: it has none yet. */
  title: string;
  /** Empty: the bridge's default. */
  model: string;
  createdAt: number | null;
}

/** The turn that is being made: from a message of the user until the model has nothing to add. */
export interface OpenTurn {
  id: string;
  /** Null: it began before this page looked. */
  startedAt: number | null;
}

/** The model's service is asked again soon. */
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
  /** What was neither read from the cache nor written to it. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** The sum of the four. */
  totalTokens: number;
  /**
   * USD; null: the model has no price; undefined: not kept, of a message of an older bridge.
   */
  costUsd?: number | null;
}

export interface UserItem {
  kind: "user";
  /** The same as that of the outgoing message that it was. */
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
  /** In its message. */
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
  /** The user has stopped it. */
  | "cancelled"
  /** The model's service or the network broke it off. */
  | "interrupted";

export interface AssistantItem {
  kind: "assistant";
  key: string;
  messageId: string;
  turnId: string;
  /** Null: not told yet. */
  model: string | null;
  status: AssistantStatus;
  stopReason: StopReason | null;
  blocks: readonly AssistantBlock[];
  /** While it is open: by which number the bridge calls each of the blocks. */
  blockNumbers: readonly number[];
  usage: TokenUsage | null;
  /** Null: it began before this page looked. */
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
  /** What the cause says of itself; may be empty. */
  detail: string;
  /** When trying again makes sense; null: not told. */
  retryAt: number | null;
  /** For the support of the model's service; null: none. */
  requestId: string | null;
}

export type ChatItem = UserItem | AssistantItem | NoticeItem;

export type ToolCallStatus =
  /** The model is writing its input. */
  | "typing_input"
  /** The input is complete; whether it may run is being found out. */
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
  /** Nobody answered in time. */
  | "expired";

/** What the user is asked about a call. */
export interface Approval {
  input: JsonObject;
  inputSchema: JsonObject | null;
  annotations: ToolAnnotations;
  scopes: readonly OfferedScope[];
  preview: ToolPreview | null;
  expiresAt: number | null;
  /** It was allowed, but would do something else now than what was shown: look again. */
  changed: boolean;
  /** Why the last answer was not taken; null: there is none. */
  problem: Problem | null;
  /** This page has answered and the bridge has not yet said what became of it. */
  answering: "approve" | "deny" | null;
}

export interface ToolProgressState {
  value: number;
  total: number | null;
  message: string;
}

/** What a call has written so far, as it lands. */
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
  /** As the model knows the tool; `useTools` says what that is. */
  apiName: string;
  /** As its server calls it; null: not told yet. */
  name: string | null;
  server: string | null;
  title: string | null;
  status: ToolCallStatus;
  /**
   * As far as it has been written; a JSON text that may end anywhere. Empty once it is complete.
   */
  inputText: string;
  /** As the model wrote it. Null: not complete yet. */
  input: JsonObject | null;
  /** With what it runs, when the user has changed it. */
  editedInput: JsonObject | null;
  /** `editedInput` is shortened. */
  editedInputCut: boolean;
  /** While it waits for the user. */
  approval: Approval | null;
  /**
   * How many requests for approval of it have arrived: an answer to one is not an answer to the
   * next, which may show another effect.
   */
  timesAsked: number;
  /** Who has decided about it: an address, or "rest"; null: nobody, or not told. */
  decidedBy: string | null;
  /** What it was shown to change, also after the decision. */
  preview: ToolPreview | null;
  progress: ToolProgressState | null;
  output: ToolOutput | null;
  startedAt: number | null;
  /** How long it ran; null: it has not ended or never ran, or this page was not told. */
  durationMs: number | null;
  result: ToolResultState | null;
}

/** A question of a server, or of the bridge, to the user. */
export interface Elicitation {
  id: string;
  toolUseId: string | null;
  server: string | null;
  message: string;
  /** A form; null: there is none. */
  requestedSchema: JsonObject | null;
  /** To be opened by the user; null: there is none. */
  url: string | null;
  /** "round_limit": the bridge asks whether the model may go on. */
  reason: string | null;
  /** This page has answered and the bridge has not yet said what became of it. */
  answering: ElicitationAction | null;
}

/** What waits for the user, in the order of the conversation. */
export type PendingQuestion =
  { kind: "approval"; toolUseId: string } | { kind: "elicitation"; id: string };

export type OutgoingStatus =
  /** Goes out as soon as there is a connection and no turn. */
  | "queued"
  /** Sent; the bridge has not yet confirmed it. */
  | "sending"
  /**
   * The bridge, or this page, does not take it: see `problem`. It waits for `resend` or `discard`.
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

/** Why something that the user wanted was not done. */
export interface Problem {
  key: string;
  /** Text in the catalogues: `error.<code>`. */
  code: string;
  detail: string;
  retryAt: number | null;
}

/** A chat as it is known here. */
export interface ChatState {
  connection: Connection;
  phase: Phase;
  turn: OpenTurn | null;
  retry: RetryState | null;
  lastTurn: EndedTurn | null;
  session: SessionState | null;
  /** From where this page speaks, as the bridge sees it; null: not told. */
  address: string | null;
  items: readonly ChatItem[];
  /** By `tool_use_id`. */
  toolCalls: Readonly<Record<string, ToolCall>>;
  /** Open requests of servers for input, by id. */
  elicitations: Readonly<Record<string, Elicitation>>;
  pending: readonly PendingQuestion[];
  /** Shown below the items, in this order. */
  outbox: readonly OutgoingMessage[];
  /** Sums: of the messages of the last turn, and of all that the chat has ever asked for. */
  usage: { turn: TokenUsage; session: TokenUsage };
  /** What the last message of the model took of its context window; 0: nothing yet. */
  contextTokens: number;
  /** What the user wanted and was not done; each stays until dismissed. */
  problems: readonly Problem[];
  /** The MCP servers, since the bridge has told of a change; null: it has not. */
  servers: readonly ServerInfo[] | null;
  /** Number of the last event that is in here. */
  seq: number;
  epoch: string;
  /** The bridge's clock minus the local one. */
  clockOffset: number;
}
