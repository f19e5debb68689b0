import type { StopDetails, StopReason } from "@/protocol";

import type { NoticeItem } from "./model";

/** How a message of the model ended. */
export interface Ending {
  key: string;
  turnId: string;
  at: number;
  stopReason: StopReason | null;
  stopDetails?: StopDetails | undefined;
  /** Whether a part of the message is shown. */
  isShown: boolean;
}

const saysNothing: readonly StopReason[] = ["end_turn", "stop_sequence"];

function codeOf({ stopReason, isShown }: Ending): string | null {
  if (stopReason === null) return null;
  if (stopReason === "refusal") return "refusal";
  if (stopReason === "api_refused") return "ai_error";
  return !isShown && saysNothing.includes(stopReason) ? "empty_answer" : null;
}

function detailOf(details: StopDetails | undefined): string {
  return details?.explanation ?? details?.category ?? "";
}

/** The notice for an ending that the message itself does not show. */
export function endingNotice(ending: Ending): NoticeItem[] {
  const code = codeOf(ending);
  if (!code) return [];
  return [
    {
      kind: "notice",
      key: `notice:${ending.key}`,
      turnId: ending.turnId,
      at: ending.at,
      code,
      detail: detailOf(ending.stopDetails),
      retryAt: null,
      requestId: null,
    },
  ];
}
