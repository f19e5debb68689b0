import type { MouseEvent } from "react";

import { useChatContext } from "./ChatContext";
import { useSettled } from "./useSettled";

export interface Deliberate {
  /** The question has been in its place for a moment, and was not asked again since. */
  settled: boolean;
  /**
   * Ignores clicks until then. The target of a key does not move, so keys count at once, unless the
   * question is asked again: a key that is held down repeats.
   */
  deliberate: (act: (event: MouseEvent) => void) => (event: MouseEvent) => void;
}

/**
 * Prevents that a click that was meant for something else answers a question that has just moved, or
 * that was asked again in the same place.
 */
export function useDeliberate(questionId: string, timesAsked = 1): Deliberate {
  const place = useChatContext().position(questionId)?.number ?? 0;
  const settled = useSettled(`${questionId}/${timesAsked}/${place}`);
  const isFirst = timesAsked <= 1;
  const deliberate = (act: (event: MouseEvent) => void) => (event: MouseEvent) => {
    if (settled || (event.detail === 0 && isFirst)) act(event);
    else event.preventDefault();
  };
  return { settled, deliberate };
}
