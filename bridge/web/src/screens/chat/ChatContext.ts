import { createContext, useContext } from "react";

import type { Elicitation } from "@/chat/model";
import type { Chat } from "@/hooks/chat";

import type { DisclosureMemory } from "./disclosureMemory";

/** What the parts of a conversation need besides what they show. */
export interface ChatContextValue {
  actions: Pick<
    Chat,
    "approve" | "deny" | "answer" | "resend" | "discard" | "dismiss" | "reconnect"
  >;
  sessionId: string | null;
  /** From where this page speaks, as the bridge sees it. */
  address: string | null;
  clockOffset: number;
  /** Which one of how many questions that wait it is; null: it does not wait. */
  position: (questionId: string) => { number: number; count: number } | null;
  elicitationsOf: (toolUseId: string | null) => readonly Elicitation[];
  /** Says the last message of the user again; null: there is none, or a turn is being made. */
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
