import { RotateCw } from "lucide-react";
import { useEffect } from "react";

import { onToken } from "@/access";
import type { ClosedReason } from "@/chat/model";
import { useText, type TextKey } from "@/i18n";
import { navigate } from "@/router";
import { TokenForm } from "@/screens/layout/TokenForm";
import { Button, Notice } from "@/ui";

export interface ClosedNoticeProps {
  reason: ClosedReason;
  onReconnect: () => void;
}

/** Says why the chat is no longer connected, and what to do. */
export function ClosedNotice({ reason, onReconnect }: ClosedNoticeProps) {
  const text = useText();
  const key: TextKey = `closed.${reason}`;
  useEffect(() => onToken(onReconnect), [onReconnect]);
  return (
    <div className="flex flex-col gap-3 pb-2">
      <Notice
        tone="bad"
        role="alert"
        actions={
          reason === "unknown_session" ? (
            <Button size="sm" onClick={() => navigate({ view: "chat", sessionId: null })}>
              {text("nav.new_chat")}
            </Button>
          ) : (
            <Button size="sm" onClick={onReconnect}>
              <RotateCw className="size-3.5" aria-hidden />
              {text("chat.reconnect")}
            </Button>
          )
        }
      >
        {text(key)}
      </Notice>
      {reason === "unauthorized" && <TokenForm />}
    </div>
  );
}
