/** The frames of the bridge in the native dialect, by type. */

import type {
  AssistantMessageCompleted,
  BlockChunk,
  BridgeError,
  ElicitationRequest,
  ElicitationResolved,
  Heartbeat,
  LoginRequest,
  LoginResolved,
  ResumeCompleted,
  ServersUpdate,
  SessionCreated,
  SessionEnd,
  SessionUpdated,
  Snapshot,
  StatusUpdate,
  ToolChunk,
  ToolInputChunk,
  ToolProgress,
  ToolRequest,
  ToolResolved,
  ToolResult,
  ToolStarted,
  UsageUpdate,
  UserMessageAccepted,
} from "./server";

/**
 * The `data` of each type of numbered frame: the events of a session, for all viewers.
 */
export interface EventData {
  status_update: StatusUpdate;
  user_message_accepted: UserMessageAccepted;
  ai_chunk: BlockChunk;
  thinking_chunk: BlockChunk;
  assistant_message_completed: AssistantMessageCompleted;
  tool_input_chunk: ToolInputChunk;
  tool_request: ToolRequest;
  tool_resolved: ToolResolved;
  tool_started: ToolStarted;
  tool_progress: ToolProgress;
  tool_chunk: ToolChunk;
  tool_result: ToolResult;
  elicitation_request: ElicitationRequest;
  elicitation_resolved: ElicitationResolved;
  login_request: LoginRequest;
  login_resolved: LoginResolved;
  usage_update: UsageUpdate;
  session_end: SessionEnd;
  session_updated: SessionUpdated;
  error: BridgeError;
}

/** The `data` of each type of frame for one socket only. */
export interface SocketData {
  session_created: SessionCreated;
  snapshot: Snapshot;
  resume_completed: ResumeCompleted;
  servers_update: ServersUpdate;
  heartbeat: Heartbeat;
  pong: Record<string, never>;
  error: BridgeError;
}

/** A numbered frame. Several consecutive deltas may be merged into one. */
export interface EventFrameOf<T extends keyof EventData> {
  type: T;
  /** Of the last event in it. */
  seq: number;
  /** Of the first one, if there are several. */
  seq_from?: number;
  session_id: string;
  turn_id?: string;
  /** Milliseconds since 1970. */
  ts: number;
  /** The event happened before this socket attached. */
  replay?: boolean;
  data: EventData[T];
}

/** A frame without a number. */
export interface SocketFrameOf<T extends keyof SocketData> {
  type: T;
  seq?: undefined;
  session_id?: string;
  /** The `id` of the client's frame that this answers. */
  reply_to?: string;
  data: SocketData[T];
}

export type EventFrame = { [T in keyof EventData]: EventFrameOf<T> }[keyof EventData];
export type SocketFrame = { [T in keyof SocketData]: SocketFrameOf<T> }[keyof SocketData];
export type ServerFrame = EventFrame | SocketFrame;
