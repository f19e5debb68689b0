import { clsx } from "clsx";
import { Square } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import type { ChatState, UserItem } from "@/chat/model";
import { isBusy } from "@/chat/selectors";
import type { Chat } from "@/hooks/chat";
import { useText } from "@/i18n";
import { useHotkey } from "@/keyboard/useHotkey";
import { useOfferCommands } from "@/screens/palette/commands";

import { Announcer } from "./Announcer";
import { ChatContext, type ChatContextValue } from "./ChatContext";
import { ChatHeader } from "./ChatHeader";
import { ClosedNotice } from "./ClosedNotice";
import { Composer } from "./Composer";
import { DisclosureMemory } from "./disclosureMemory";
import { ElicitationPanel } from "./ElicitationPanel";
import { EmptyChat } from "./EmptyChat";
import { LoginNotices } from "./LoginNotices";
import { MessageList } from "./MessageList";
import { OutgoingMessages } from "./OutgoingMessages";
import { ProblemList } from "./ProblemList";
import { questionCard } from "./questionElement";
import { StatusLine } from "./StatusLine";
import { useDraft } from "./useDraft";
import { useQuestionFocus } from "./useQuestionFocus";

function lastSaid(state: ChatState): UserItem | undefined {
  return state.items.findLast((item) => item.kind === "user");
}

function positions({ pending }: Pick<ChatState, "pending">): ChatContextValue["position"] {
  const ids = pending.map((each) => (each.kind === "approval" ? each.toolUseId : each.id));
  return (id) => (ids.includes(id) ? { number: ids.indexOf(id) + 1, count: ids.length } : null);
}

// Contains only data that the parts of the conversation use, so that a new piece of text does not
// render all parts again.
function useContextValue(
  chat: Chat,
  say: (text: string) => void,
  retry: () => void,
): ChatContextValue {
  const { state, approve, deny, answer, resend, discard, dismiss, reconnect } = chat;
  const [disclosures] = useState(() => new DisclosureMemory());
  const { pending, elicitations, clockOffset, address, servers } = state;
  const sessionId = state.session?.id ?? null;
  const again = isBusy(state) ? undefined : lastSaid(state)?.text;
  const actions = useMemo(
    () => ({ approve, deny, answer, resend, discard, dismiss, reconnect }),
    [approve, deny, answer, resend, discard, dismiss, reconnect],
  );
  return useMemo(
    () => ({
      actions,
      sessionId,
      address,
      clockOffset,
      position: positions({ pending }),
      loginAt: (server) => servers?.find((each) => each.name === server)?.login ?? null,
      elicitationsOf: (toolUseId) =>
        Object.values(elicitations).filter((each) => each.toolUseId === toolUseId),
      sayAgain:
        again === undefined ? null : (isDeclined) => (isDeclined ? say(again) : retry()),
      disclosures,
    }),
    [actions, sessionId, address, clockOffset, pending, elicitations, servers, again, say, retry, disclosures],
  );
}

export interface ChatViewProps {
  chat: Chat;
  /** The storage key of the draft. */
  draftKey: string;
  /** There is no API key. */
  noModel: boolean;
}

/** A chat: its messages, status, questions and the composer. */
export function ChatView({ chat, draftKey, noModel }: ChatViewProps) {
  const text = useText();
  const { state, sendMessage, stop } = chat;
  const area = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(draftKey);
  const [chosenModel, setChosenModel] = useState("");
  const busy = isBusy(state);
  const model = chosenModel || state.session?.model || "";
  const send = useMemo(
    () => (said: string) => sendMessage(said, chosenModel ? { model: chosenModel } : {}),
    [sendMessage, chosenModel],
  );
  const { retry } = chat;
  const askAgain = useMemo(
    () => () => retry(chosenModel ? { model: chosenModel } : {}),
    [retry, chosenModel],
  );
  const context = useContextValue(chat, send, askAgain);
  const orphans = context.elicitationsOf(null);
  const isEmpty = state.items.length === 0 && state.outbox.length === 0;
  const isOpening = isEmpty && state.session === null && state.connection.status === "connecting";

  const closed = state.connection.status === "closed" && (
    <ClosedNotice reason={state.connection.reason} onReconnect={chat.reconnect} />
  );

  const commands = useMemo(
    () => (busy ? [{ id: "stop", label: text("palette.stop"), icon: Square, act: stop }] : []),
    [busy, text, stop],
  );

  useOfferCommands(commands);
  useHotkey("Escape", stop, busy && state.phase !== "cancelling");
  useQuestionFocus(state.pending, area);

  function pick(prompt: string): void {
    setDraft(prompt);
    area.current?.focus();
  }

  return (
    <ChatContext value={context}>
      <ChatHeader
        chat={chat}
        title={state.session?.title || text("chat.untitled")}
        model={model}
        onModel={setChosenModel}
      />
      {isEmpty ? (
        closed ? (
          <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col justify-center px-4">
            {closed}
          </div>
        ) : isOpening ? (
          <div className="flex-1" />
        ) : (
          <EmptyChat noModel={noModel} onPick={pick} />
        )
      ) : (
        <MessageList state={state}>
          <div className="flex flex-col gap-3">
            <OutgoingMessages messages={state.outbox} />
            {orphans.map((question) => (
              <div key={question.id} className={clsx("rounded-lg border bg-surface", questionCard)}>
                <ElicitationPanel question={question} />
              </div>
            ))}
          </div>
        </MessageList>
      )}
      <div className="mx-auto w-full max-w-3xl shrink-0 px-4 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <div className="flex flex-col gap-2">
          <LoginNotices state={state} />
          <ProblemList problems={state.problems} />
        </div>
        <StatusLine state={state} />
        {!isEmpty && closed}
        <Composer
          area={area}
          draft={draft}
          onDraft={setDraft}
          busy={busy}
          blocked={
            noModel
              ? text("composer.no_model")
              : state.connection.status === "closed"
                ? text("composer.closed")
                : null
          }
          onSend={send}
          onStop={stop}
        />
      </div>
      <Announcer state={state} />
    </ChatContext>
  );
}
