import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";

import { useText, type TextKey } from "@/i18n";
import type { ServerState } from "@/protocol";
import { Badge, type Tone } from "@/ui";

const looks: Readonly<Record<ServerState, { tone: Tone; icon: LucideIcon; text: TextKey }>> = {
  stopped: { tone: "neutral", icon: CircleDashed, text: "inspector.stopped" },
  starting: { tone: "accent", icon: LoaderCircle, text: "inspector.starting" },
  needs_login: { tone: "warn", icon: KeyRound, text: "inspector.needs_login" },
  authorizing: { tone: "accent", icon: LoaderCircle, text: "inspector.authorizing" },
  ready: { tone: "good", icon: CircleCheck, text: "inspector.ready" },
  failed: { tone: "bad", icon: CircleAlert, text: "inspector.failed" },
  disabled: { tone: "neutral", icon: CirclePause, text: "inspector.disabled" },
};

/** The state of a server. */
export function ServerStateBadge({ state }: { state: ServerState }) {
  const text = useText();
  const look = looks[state];
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {text(look.text)}
    </Badge>
  );
}
