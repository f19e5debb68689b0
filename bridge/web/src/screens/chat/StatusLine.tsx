import {
  CloudOff,
  FilePen,
  Hourglass,
  KeyRound,
  MessageCircleQuestion,
  PenLine,
  PlugZap,
  ShieldQuestion,
  Wrench,
  type LucideIcon,
} from "lucide-react";

import { toLocalTime } from "@/chat/clock";
import type { ChatState } from "@/chat/model";
import {
  badgesOf,
  badgeText,
  filePath,
  runningCalls,
  startingServers,
  writesFile,
  type Badge as BadgeName,
} from "@/chat/selectors";
import { useCountdown, useFormats, useText } from "@/i18n";
import { Badge, Button, Spinner, visibleText, type Tone } from "@/ui";

import { showQuestion } from "./questionElement";

interface Look {
  tone: Tone;
  icon: LucideIcon | null;
}

const looks: Readonly<Record<BadgeName, Look>> = {
  connecting: { tone: "neutral", icon: null },
  reconnecting: { tone: "warn", icon: PlugZap },
  offline: { tone: "warn", icon: CloudOff },
  ai_typing: { tone: "accent", icon: PenLine },
  retrying: { tone: "warn", icon: Hourglass },
  cancelling: { tone: "neutral", icon: null },
  awaiting_approval: { tone: "warn", icon: ShieldQuestion },
  awaiting_input: { tone: "warn", icon: MessageCircleQuestion },
  awaiting_login: { tone: "warn", icon: KeyRound },
  file_being_created: { tone: "accent", icon: FilePen },
  tool_running: { tone: "accent", icon: Wrench },
  servers_starting: { tone: "neutral", icon: null },
};

function Countdown({ until }: { until: number | null }) {
  const formats = useFormats();
  const seconds = useCountdown(until);
  if (seconds === 0) return null;
  return (
    <span aria-hidden className="tabular-nums">
      {formats.duration(seconds * 1000)}
    </span>
  );
}

function waitOf(state: ChatState, badge: BadgeName): number | null {
  if (badge === "reconnecting" && state.connection.status === "reconnecting")
    return state.connection.retryAt;
  if (badge === "retrying" && state.retry) return toLocalTime(state, state.retry.at);
  return null;
}

function subjectOf(state: ChatState, badge: BadgeName): string | null {
  if (badge === "servers_starting") return startingServers(state).join(", ");
  const written = badge === "file_being_created" ? runningCalls(state).find(writesFile) : undefined;
  return written ? filePath(written) : null;
}

function StatusBadge({ state, badge }: { state: ChatState; badge: BadgeName }) {
  const text = useText();
  const { tone, icon } = looks[badge];
  const subject = subjectOf(state, badge);
  return (
    <Badge tone={tone} {...(icon && { icon })} className="h-auto! min-h-5.5 max-w-full rounded-xl! py-0.5 whitespace-normal!">
      {icon === null && <Spinner className="size-3.5 shrink-0" />}
      <span>{text(badgeText(badge))}</span>
      {subject !== null && (
        <span className="max-w-60 truncate font-normal">{visibleText(subject)}</span>
      )}
      <Countdown until={waitOf(state, badge)} />
    </Badge>
  );
}

/** The status of the chat in one line. */
export function StatusLine({ state }: { state: ChatState }) {
  const text = useText();
  const badges = badgesOf(state);
  const first = state.pending[0];
  return (
    <div className="flex min-h-8 items-center gap-2 py-1">
      <div
        role="status"
        data-phase={state.phase}
        data-seq={state.seq}
        className="flex min-w-0 flex-wrap gap-2"
      >
        {badges.map((badge) => (
          <StatusBadge key={badge} state={state} badge={badge} />
        ))}
      </div>
      {first && (
        <Button
          size="sm"
          variant="ghost"
          className="text-accent! max-sm:ms-auto"
          onClick={() => showQuestion(first.kind === "approval" ? first.toolUseId : first.id)}
        >
          {text("chat.show_question")}
        </Button>
      )}
    </div>
  );
}
