import { createContext, useContext } from "react";

import type { Elicitation } from "@/chat/model";
import type { Chat } from "@/hooks/chat";
import type { ServerLogin } from "@/protocol";

import type { DisclosureMemory } from "./disclosureMemory";

/** Data and functions that the parts of a conversation share. */
export interface ChatContextValue {
  actions: Pick<
    Chat,
    "approve" | "deny" | "answer" | "resend" | "discard" | "dismiss" | "reconnect"
  >;
  sessionId: string | null;
  /** The address of this page's machine, as the bridge sees it. */
  address: string | null;
  clockOffset: number;
  /** The position of a question among the open ones; null: it is not open. */
  position: (questionId: string) => { number: number; count: number } | null;
  /** The login at a server; null: not known. */
  loginAt: (server: string) => ServerLogin | null;
  elicitationsOf: (toolUseId: string | null) => readonly Elicitation[];
  /** Sends the last message of the user again; null: there is none, or a turn is open. */
  sayAgain: ((isDeclined: boolean) => void) | null;
  disclosures: DisclosureMemory;
}

export const ChatContext = createContext<ChatContextValue | null>(null);

/** The chat around a part of the conversation. */
export function useChatContext(): ChatContextValue {
  const value = useContext(ChatContext);
  if (!value) throw new Error("A part of a conversation is shown outside of a ChatContext.");
  return value;
}
