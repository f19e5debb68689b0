import type { ChatState } from "./model";
import { noUsage } from "./tokenUsage";

/** The state of a chat before the first frame. */
export const emptyChat: ChatState = {
  connection: { status: "connecting" },
  phase: "idle",
  turn: null,
  retry: null,
  lastTurn: null,
  session: null,
  address: null,
  items: [],
  toolCalls: {},
  elicitations: {},
  pending: [],
  outbox: [],
  usage: { turn: noUsage, session: noUsage },
  contextTokens: 0,
  problems: [],
  servers: null,
  seq: 0,
  epoch: "",
  clockOffset: 0,
};
