import type { MouseEvent } from "react";

import { useChatContext } from "./ChatContext";
import { useSettled } from "./useSettled";

export interface Deliberate {
  /** The question is where it was a moment ago. */
  settled: boolean;
  /** A click counts only then; a key has a target that does not move, and always counts. */
  deliberate: (act: (event: MouseEvent) => void) => (event: MouseEvent) => void;
}

/** Keeps a click that was meant for something else from answering a question that has just moved. */
export function useDeliberate(questionId: string): Deliberate {
  const place = useChatContext().position(questionId)?.number ?? 0;
  const settled = useSettled(`${questionId}/${place}`);
  const deliberate = (act: (event: MouseEvent) => void) => (event: MouseEvent) => {
    if (settled || event.detail === 0) act(event);
    else event.preventDefault();
  };
  return { settled, deliberate };
}
