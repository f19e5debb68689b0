import { RotateCw } from "lucide-react";

import { toLocalTime } from "@/chat/clock";
import type { NoticeItem } from "@/chat/model";
import { useText } from "@/i18n";
import { Button } from "@/ui";

import { useChatContext } from "./ChatContext";
import { ErrorNotice } from "./ErrorNotice";

/** An error of a turn, where it happened; the last one offers to try again. */
export function NoticeMessage({ item, isLast }: { item: NoticeItem; isLast: boolean }) {
  const text = useText();
  const context = useChatContext();
  const { sayAgain } = context;
  // After a refusal, `retry` has no effect, because the bridge leaves the message out of its requests:
  // the message itself is sent again.
  const again = isLast && sayAgain ? () => sayAgain(item.code === "refusal") : null;
  return (
    <ErrorNotice
      code={item.code}
      detail={item.detail}
      retryAt={item.retryAt === null ? null : toLocalTime(context, item.retryAt)}
      requestId={item.requestId}
      actions={
        again
          ? (mayRetry) => (
              <Button size="sm" disabled={!mayRetry} onClick={again}>
                <RotateCw className="size-3.5" aria-hidden />
                {text("chat.retry")}
              </Button>
            )
          : undefined
      }
    />
  );
}
