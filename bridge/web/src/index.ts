/**
 * The library for other pages: a chat client without a framework (`ChatClient`), React hooks, the
 * functions for the REST API, and the types of a chat.
 */

export { keepToken } from "./access";
export * from "./chat/model";
export { toBridgeTime, toLocalTime } from "./chat/clock";
export {
  badgesOf,
  badgeText,
  callsToApprove,
  filePath,
  isBusy,
  runningCalls,
  writesFile,
  type Badge,
} from "./chat/selectors";
export { ChatStore } from "./chat/store";
export { ChatClient, type ChatClientOptions } from "./client/chatClient";
export type { ApproveOptions, DenyOptions } from "./client/answers";
export type { ClientEnvironment } from "./client/environment";
export type { SendOptions, SendOutcome } from "./client/outbox";
export type { OutboxStorage } from "./client/outboxStorage";
export type { Chat, ChatOptions } from "./hooks/chat";
export { useChat } from "./hooks/useChat";
export { useNow } from "./hooks/useNow";
export * from "./i18n";
export * from "./rest";
export type * from "./protocol";
