import { useEffect } from "react";

import { useChat } from "@/hooks/useChat";
import { useText } from "@/i18n";
import { useReadiness } from "@/rest";
import { useTitle } from "@/screens/layout/useTitle";
import { visibleControls } from "@/ui";

import { ChatView } from "./ChatView";

export interface ChatScreenProps {
  projectId: string;
  /** Null: a new chat. */
  sessionId: string | null;
  /** Called when the new chat has an id and a message. */
  onBegun: (sessionId: string) => void;
}

/** The chat of the address, or a new one. */
export function ChatScreen({ projectId, sessionId, onBegun }: ChatScreenProps) {
  const text = useText();
  const readiness = useReadiness();
  const chat = useChat(projectId, sessionId === null ? {} : { sessionId });
  const { session, items, pending } = chat.state;
  const begun = sessionId === null && items.length > 0 ? session?.id : undefined;

  useEffect(() => {
    if (begun !== undefined) onBegun(begun);
  }, [begun, onBegun]);

  const title = visibleControls(session?.title ?? "") || text("chat.untitled");
  useTitle(pending.length > 0 ? `(${pending.length}) ${title}` : title);

  return (
    <ChatView
      chat={chat}
      draftKey={session && items.length > 0 ? session.id : (sessionId ?? `new.${projectId}`)}
      noModel={readiness.data?.model === false}
    />
  );
}
