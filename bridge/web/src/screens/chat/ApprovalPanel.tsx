import { clsx } from "clsx";
import { useState } from "react";

import { toLocalTime } from "@/chat/clock";
import type { Approval, ToolCall } from "@/chat/model";
import type { ApproveOptions, DenyOptions } from "@/client/answers";
import { useCountdown, useFormats, useText } from "@/i18n";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { Notice } from "@/ui";

import { AnnotationBadges } from "./AnnotationBadges";
import { ApprovalActions } from "./ApprovalActions";
import { ApprovalSubject } from "./ApprovalSubject";
import { useChatContext } from "./ChatContext";
import { DenyReason } from "./DenyReason";
import { EditInput } from "./EditInput";
import { ErrorNotice } from "./ErrorNotice";
import { QuestionFrame } from "./QuestionFrame";
import { useToolNames } from "./ToolIdentity";

// Seconds before the expiry from which on the countdown is shown.
const soon = 60 * 60;
const verySoon = 2 * 60;

function Expiry({ at }: { at: number }) {
  const text = useText();
  const formats = useFormats();
  const seconds = useCountdown(at);
  if (seconds === 0 || seconds > soon) return null;
  return (
    <p
      className={clsx(
        "text-xs tabular-nums",
        seconds > verySoon ? "text-muted" : "font-medium text-warn",
      )}
    >
      {text("approval.expires_in", { time: formats.duration(seconds * 1000) })}
    </p>
  );
}

type Mode = "decide" | "edit" | "reason";

export interface ApprovalPanelProps {
  call: ToolCall;
  approval: Approval;
  /** Called when the user answers on this page. */
  onAnswer: () => void;
}

/** Asks whether a tool may run, and shows what it would do. */
export function ApprovalPanel({ call, approval, onAnswer }: ApprovalPanelProps) {
  const text = useText();
  const { actions, clockOffset } = useChatContext();
  const names = useToolNames(call);
  const [mode, setMode] = useState<Mode>("decide");
  const decide = () => setMode("decide");

  function approve(options: ApproveOptions): void {
    onAnswer();
    actions.approve(call.id, options);
  }

  function deny(options?: DenyOptions): void {
    onAnswer();
    actions.deny(call.id, options);
  }

  return (
    <QuestionFrame
      questionId={call.id}
      title={text("approval.title", { tool: names.name })}
      badges={<AnnotationBadges annotations={approval.annotations} />}
    >
      {names.title !== null && (
        <p className="text-sm text-muted wrap-anywhere">
          {text("approval.title_of_server", { title: names.title })}
        </p>
      )}
      {approval.changed && (
        <Notice tone="warn" role="alert">
          {text("approval.changed")}
        </Notice>
      )}
      {approval.problem && (
        <ErrorNotice
          role="alert"
          code={approval.problem.code}
          detail={approval.problem.detail}
          retryAt={approval.problem.retryAt}
        />
      )}
      {mode === "edit" ? (
        <EditInput
          call={call}
          approval={approval}
          onAllow={(input) => {
            approve({ updatedInput: input });
            decide();
          }}
          onCancel={decide}
        />
      ) : (
        <PartGuard
          of={approval}
          instead={<BrokenPart text={JSON.stringify(approval.input, null, 2)} />}
        >
          <ApprovalSubject approval={approval} />
        </PartGuard>
      )}
      {mode === "reason" && (
        <DenyReason
          onDeny={(reason) => {
            deny({ reason });
            decide();
          }}
          onCancel={decide}
        />
      )}
      {mode === "decide" && (
        <ApprovalActions
          call={call}
          approval={approval}
          server={names.server ?? ""}
          onAllow={(scope) => approve({ scope })}
          onDeny={deny}
          onEdit={() => setMode("edit")}
          onReason={() => setMode("reason")}
        />
      )}
      {approval.expiresAt !== null && (
        <Expiry at={toLocalTime({ clockOffset }, approval.expiresAt)} />
      )}
    </QuestionFrame>
  );
}
