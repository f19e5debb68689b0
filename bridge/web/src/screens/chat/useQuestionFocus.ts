import { useEffect, useRef, type RefObject } from "react";

import type { PendingQuestion } from "@/chat/model";

import { showQuestion } from "./questionElement";

function idOf(question: PendingQuestion): string {
  return question.kind === "approval" ? question.toolUseId : question.id;
}

/** Nobody is in the middle of something. */
function focusIsFree(composer: HTMLTextAreaElement | null): boolean {
  const active = document.activeElement;
  return (
    active === null || active === document.body || (active === composer && composer?.value === "")
  );
}

/**
 * Moves the focus to a question that comes up, unless the person is at something else, and from one
 * that was answered to the next, or back to where they write.
 */
export function useQuestionFocus(
  pending: readonly PendingQuestion[],
  composer: RefObject<HTMLTextAreaElement | null>,
): void {
  const before = useRef<readonly string[]>([]);
  useEffect(() => {
    const now = pending.map(idOf);
    const come = now.filter((id) => !before.current.includes(id));
    const gone = before.current.length > 0 && before.current.some((id) => !now.includes(id));
    before.current = now;
    if (come.length === 0 && !gone) return;
    function move(): void {
      if (!focusIsFree(composer.current)) return;
      const next = now[0];
      if (next !== undefined) showQuestion(next);
      else composer.current?.focus({ preventScroll: true });
    }
    // The new elements are measured, and the end is scrolled to, first.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [pending, composer]);
}
