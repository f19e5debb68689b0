import { Clock, RotateCw, X } from "lucide-react";

import type { OutgoingMessage } from "@/chat/model";
import { useText } from "@/i18n";
import { Button, Spinner } from "@/ui";

import { useChatContext } from "./ChatContext";
import { ErrorNotice } from "./ErrorNotice";
import { UserBubble } from "./UserMessage";

function Refused({ message }: { message: OutgoingMessage }) {
  const text = useText();
  const { actions } = useChatContext();
  return (
    <ErrorNotice
      role="alert"
      code={message.problem?.code ?? "unknown"}
      detail={message.problem?.detail ?? ""}
      retryAt={message.problem?.retryAt ?? null}
      actions={(mayRetry) => (
        <>
          <Button size="sm" disabled={!mayRetry} onClick={() => actions.resend(message.id)}>
            <RotateCw className="size-3.5" aria-hidden />
            {text("chat.resend")}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => actions.discard(message.id)}>
            {text("chat.discard")}
          </Button>
        </>
      )}
    />
  );
}

function Waiting({ message }: { message: OutgoingMessage }) {
  const text = useText();
  const { actions } = useChatContext();
  if (message.status === "sending") {
    return (
      <p className="flex items-center justify-end gap-1.5 text-xs text-muted">
        <Spinner className="size-3.5" />
        {text("chat.sending")}
      </p>
    );
  }
  return (
    <div className="flex items-center justify-end gap-2 text-xs text-muted">
      <Clock className="size-3.5" aria-hidden />
      {text("chat.queued")}
      <Button size="sm" variant="ghost" onClick={() => actions.discard(message.id)}>
        <X className="size-3.5" aria-hidden />
        {text("chat.discard")}
      </Button>
    </div>
  );
}

/** The messages in the outbox. */
export function OutgoingMessages({ messages }: { messages: readonly OutgoingMessage[] }) {
  return messages.map((message) => (
    <div key={message.id} className="flex flex-col gap-1.5">
      <div className="opacity-70">
        <UserBubble>{message.text}</UserBubble>
      </div>
      {message.status === "refused" ? <Refused message={message} /> : <Waiting message={message} />}
    </div>
  ));
}
