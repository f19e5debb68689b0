import {
  Ban,
  CircleCheck,
  CircleSlash,
  CircleX,
  Clock,
  LoaderCircle,
  PencilLine,
  ShieldQuestion,
  TimerOff,
  type LucideIcon,
} from "lucide-react";

import type { ToolCallStatus } from "@/chat/model";
import type { TextKey } from "@/i18n";
import type { Tone } from "@/ui";

export interface StatusLook {
  text: TextKey;
  tone: Tone;
  icon: LucideIcon;
}

/** Text, tone and icon for each status of a call. */
export const statusLooks: Readonly<Record<ToolCallStatus, StatusLook>> = {
  typing_input: { text: "tool.typing_input", tone: "accent", icon: PencilLine },
  waiting: { text: "tool.waiting", tone: "neutral", icon: Clock },
  awaiting_approval: { text: "tool.awaiting_approval", tone: "warn", icon: ShieldQuestion },
  approved: { text: "tool.approved", tone: "accent", icon: CircleCheck },
  running: { text: "tool.running", tone: "accent", icon: LoaderCircle },
  done: { text: "tool.done", tone: "good", icon: CircleCheck },
  failed: { text: "tool.failed", tone: "bad", icon: CircleX },
  denied: { text: "tool.denied", tone: "neutral", icon: Ban },
  cancelled: { text: "tool.cancelled", tone: "neutral", icon: CircleSlash },
  expired: { text: "tool.expired", tone: "warn", icon: TimerOff },
};
