import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { memo, useId, useState } from "react";

import { toLocalTime } from "@/chat/clock";
import type { ToolCall } from "@/chat/model";
import { filePath } from "@/chat/selectors";
import { useNow } from "@/hooks/useNow";
import { useFormats, useText } from "@/i18n";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { Badge, ProgressBar, visibleControls, visibleText } from "@/ui";

import { ApprovalPanel } from "./ApprovalPanel";
import { useChatContext } from "./ChatContext";
import { useDisclosure } from "./disclosureMemory";
import { ElicitationPanel } from "./ElicitationPanel";
import { partialObject } from "./partialJson";
import { questionCard } from "./questionElement";
import { ToolDetails } from "./ToolDetails";
import { ToolIdentity, useToolNames } from "./ToolIdentity";
import { statusLooks } from "./toolStatus";

const active = new Set<ToolCall["status"]>(["typing_input", "approved", "running"]);

function pathOf(call: ToolCall): string | null {
  const written =
    filePath(call) ?? (call.inputText ? partialObject(call.inputText)?.["path"] : null);
  return typeof written === "string" ? written : null;
}

function Elapsed({ call }: { call: ToolCall }) {
  const formats = useFormats();
  const { clockOffset } = useChatContext();
  const now = useNow(call.status === "running");
  if (call.durationMs !== null) return <span>{formats.duration(call.durationMs)}</span>;
  if (call.status !== "running" || call.startedAt === null) return null;
  const seconds = Math.floor((now - toLocalTime({ clockOffset }, call.startedAt)) / 1000);
  return seconds > 0 ? <span>{formats.duration(seconds * 1000)}</span> : null;
}

function StatusIcon({ status }: { status: ToolCall["status"] }) {
  const { icon: Icon, tone } = statusLooks[status];
  const colours = {
    neutral: "text-muted",
    accent: "text-accent",
    good: "text-good",
    warn: "text-warn",
    bad: "text-bad",
  };
  return (
    <Icon
      aria-hidden
      className={clsx("size-4 shrink-0", colours[tone], status === "running" && "animate-spin")}
    />
  );
}

interface HeaderProps {
  call: ToolCall;
  open: boolean;
  controls: string;
  onToggle: () => void;
}

function Header({ call, open, controls, onToggle }: HeaderProps) {
  const text = useText();
  const names = useToolNames(call);
  const look = statusLooks[call.status];
  const path = pathOf(call);
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={onToggle}
      className="flex min-h-10 w-full items-center gap-2 rounded-lg px-3 py-1.5 text-left text-sm hover:bg-hover touch:min-h-11"
    >
      <StatusIcon status={call.status} />
      <span className="flex min-w-0 flex-1 gap-x-2 max-sm:flex-col">
        <ToolIdentity names={names} />
        {path !== null && (
          <span className="min-w-0 flex-1 truncate text-muted max-sm:text-xs">
            {visibleText(path)}
          </span>
        )}
      </span>
      <span className="ms-auto flex shrink-0 items-center gap-2 text-xs text-muted tabular-nums">
        <Elapsed call={call} />
        <Badge tone={look.tone}>{text(look.text)}</Badge>
        <ChevronRight
          className={clsx("size-4 transition-transform", open && "rotate-90")}
          aria-hidden
        />
      </span>
    </button>
  );
}

function Progress({ call }: { call: ToolCall }) {
  const text = useText();
  if (call.status !== "running") return null;
  const { progress } = call;
  return (
    <div className="px-3 pb-2">
      <ProgressBar
        label={text("tool.progress")}
        value={progress?.value ?? 0}
        total={progress?.total ?? null}
      />
      {progress?.message && (
        <p className="mt-1 truncate text-xs text-muted">{visibleControls(progress.message)}</p>
      )}
    </div>
  );
}

interface Answered {
  /** The approval is closed, and another client answered it. */
  elsewhere: boolean;
  /** Call it when the user answers on this page. */
  noteAnswer: () => void;
}

// Records answers locally: the result of an answer may arrive before the page has rendered `answering`.
function useAnswered({ approval, status }: ToolCall): Answered {
  const [before, setBefore] = useState(approval);
  const [here, setHere] = useState(false);
  const [elsewhere, setElsewhere] = useState(false);
  if (approval !== before) {
    setBefore(approval);
    const refused = approval !== null && approval.answering === null;
    if (refused) setHere(false);
    const settled = status !== "expired" && status !== "cancelled";
    const answeredHere = here || before === null || before.answering !== null;
    setElsewhere(approval === null && !answeredHere && settled);
  }
  return { elsewhere: elsewhere && status !== "expired", noteAnswer: () => setHere(true) };
}

// Says where the answer came from. The same address is taken for another tab of the same user.
function AnsweredElsewhere({ by }: { by: string | null }) {
  const text = useText();
  const { address } = useChatContext();
  let words = text("chat.answered_elsewhere");
  if (by === "rest") words = text("chat.answered_rest");
  else if (by !== null && by === address) words = text("chat.answered_tab");
  else if (by !== null) words = text("chat.answered_at", { address: visibleText(by) });
  return <p className="px-3 pb-2 text-xs text-muted">{words}</p>;
}

/** A tool call, from the first character of its input to its result. */
export const ToolCard = memo(function ToolCard({ call }: { call: ToolCall }) {
  const id = useId();
  const { disclosures, elicitationsOf } = useChatContext();
  const { elsewhere, noteAnswer } = useAnswered(call);
  const [open, setOpen] = useDisclosure(
    disclosures,
    call.id,
    active.has(call.status) || call.status === "failed",
  );
  const questions = elicitationsOf(call.id);
  const asks = call.approval !== null || questions.length > 0;
  return (
    <div
      data-tool-use={call.id}
      data-status={call.status}
      className={clsx("rounded-lg border bg-surface", asks ? questionCard : "border-line")}
    >
      <Header call={call} open={open} controls={id} onToggle={() => setOpen(!open)} />
      {elsewhere && <AnsweredElsewhere by={call.decidedBy} />}
      <Progress call={call} />
      {open && (
        <div id={id} className="border-t border-line px-3 py-3">
          <PartGuard of={call} instead={<BrokenPart text={call.result?.text} />}>
            <ToolDetails call={call} />
          </PartGuard>
        </div>
      )}
      {call.approval && (
        <ApprovalPanel call={call} approval={call.approval} onAnswer={noteAnswer} />
      )}
      {questions.map((question) => (
        <ElicitationPanel key={question.id} question={question} />
      ))}
    </div>
  );
});
