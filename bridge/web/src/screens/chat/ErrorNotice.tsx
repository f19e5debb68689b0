import type { ReactNode } from "react";

import { useErrorText, useText } from "@/i18n";
import { CopyButton, Notice, visibleControls } from "@/ui";

export interface ErrorNoticeProps {
  code: string;
  detail: string;
  /** When a retry makes sense, on the local clock; null: not known. */
  retryAt: number | null;
  requestId?: string | null;
  role?: "alert" | "note";
  /** The buttons; `mayRetry`: a retry makes sense now. */
  actions?: (mayRetry: boolean) => ReactNode;
}

/** An error: what happened, what to do, and when a retry makes sense. */
export function ErrorNotice({
  code,
  detail,
  retryAt,
  requestId = null,
  role = "note",
  actions,
}: ErrorNoticeProps) {
  const text = useText();
  const words = useErrorText(code, retryAt);
  return (
    <Notice tone="bad" role={role} actions={actions?.(words.mayRetry)}>
      <p>
        {words.text}{" "}
        {words.countdown !== null && (
          <strong className="font-semibold tabular-nums">{words.countdown}</strong>
        )}
      </p>
      {detail && <p className="mt-1 text-xs text-muted">{visibleControls(detail)}</p>}
      {requestId !== null && (
        <p className="mt-1 flex items-center gap-1 text-xs text-muted">
          {text("chat.request_id")} <code className="font-mono">{requestId}</code>
          <CopyButton text={requestId} label={text("common.copy")} />
        </p>
      )}
    </Notice>
  );
}
