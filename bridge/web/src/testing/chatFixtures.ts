/** Chat states for tests of screens. */

import { emptyChat } from "@/chat/emptyChat";
import type {
  Approval,
  AssistantItem,
  ChatState,
  Elicitation,
  NoticeItem,
  TokenUsage,
  ToolCall,
  UserItem,
} from "@/chat/model";
import type { Chat } from "@/hooks/chat";
import type { JsonObject } from "@/protocol";

export const noon = Date.UTC(2026, 10, 20, 12);

export function tokenUsage(part: Partial<TokenUsage> = {}): TokenUsage {
  const usage = {
    inputTokens: 180,
    outputTokens: 420,
    cacheReadTokens: 5200,
    cacheWriteTokens: 640,
    ...part,
  };
  const totalTokens =
    usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return { totalTokens, costUsd: 0.0123, ...usage };
}

export function userItem(text: string, part: Partial<UserItem> = {}): UserItem {
  return {
    kind: "user",
    key: `user/${text}`,
    number: 1,
    turnId: "t1",
    text,
    flags: [],
    at: noon,
    ...part,
  };
}

export function assistantItem(part: Partial<AssistantItem> = {}): AssistantItem {
  return {
    kind: "assistant",
    key: "assistant/m1",
    messageId: "m1",
    turnId: "t1",
    model: "claude-sonnet-5-5",
    status: "complete",
    stopReason: "end_turn",
    blocks: [],
    blockNumbers: [],
    usage: tokenUsage(),
    startedAt: noon,
    completedAt: noon + 3200,
    ...part,
  };
}

export function noticeItem(part: Partial<NoticeItem> = {}): NoticeItem {
  return {
    kind: "notice",
    key: "notice/1",
    turnId: "t1",
    at: noon,
    code: "ai_limite_excedido",
    detail: "",
    retryAt: null,
    requestId: null,
    ...part,
  };
}

export const writeSchema: JsonObject = {
  type: "object",
  properties: {
    path: { type: "string", description: "Where, relative to the workspace.", minLength: 1 },
    content: { type: "string" },
    mode: { type: "string", enum: ["create", "overwrite", "upsert"], default: "create" },
    createParents: { type: "boolean", default: false },
  },
  required: ["path", "content"],
  additionalProperties: false,
};

export function approval(part: Partial<Approval> = {}): Approval {
  return {
    input: { path: "notas/hello.txt", content: "Olá mundo\n" },
    inputSchema: writeSchema,
    annotations: { destructiveHint: true },
    scopes: ["once", "session", "tool", "server", "never"],
    preview: null,
    expiresAt: null,
    changed: false,
    problem: null,
    answering: null,
    ...part,
  };
}

export function toolCall(part: Partial<ToolCall> = {}): ToolCall {
  return {
    id: "toolu_1",
    messageId: "m1",
    apiName: "mcp__workspace__write_file",
    name: "write_file",
    server: "workspace",
    title: null,
    status: "awaiting_approval",
    inputText: "",
    input: { path: "notas/hello.txt", content: "Olá mundo\n" },
    editedInput: null,
    editedInputCut: false,
    approval: null,
    timesAsked: 1,
    decidedBy: null,
    preview: null,
    progress: null,
    output: null,
    startedAt: null,
    durationMs: null,
    result: null,
    ...part,
  };
}

export function elicitation(part: Partial<Elicitation> = {}): Elicitation {
  return {
    id: "e1",
    toolUseId: null,
    server: "features",
    message: "Who should the report be for?",
    requestedSchema: {
      type: "object",
      properties: { name: { type: "string", title: "Name" } },
      required: ["name"],
    },
    url: null,
    reason: null,
    loginHost: null,
    answering: null,
    ...part,
  };
}

/** The state of a connected, idle chat. */
export function chatState(part: Partial<ChatState> = {}): ChatState {
  return {
    ...emptyChat,
    connection: { status: "open" },
    session: { id: "s1", projectId: "default", title: "Notas", model: "", createdAt: noon },
    epoch: "e",
    seq: 1,
    ...part,
  };
}

/** A chat in that state; functions that are not given do nothing. */
export function chatWith(state: ChatState, part: Partial<Chat> = {}): Chat {
  const nothing = () => undefined;
  return {
    state,
    messages: state.items,
    isStreaming: state.turn !== null,
    sendMessage: () => ({ accepted: true, id: "1" }),
    retry: () => undefined,
    resend: nothing,
    discard: nothing,
    stop: nothing,
    approve: nothing,
    deny: nothing,
    answer: nothing,
    rename: nothing,
    dismiss: nothing,
    reconnect: nothing,
    ...part,
  };
}
