import { useEffect, useRef, type RefObject } from "react";

import type { PendingQuestion } from "@/chat/model";

import { questionElementId, showQuestion } from "./questionElement";

function idOf(question: PendingQuestion): string {
  return question.kind === "approval" ? question.toolUseId : question.id;
}

/** Whether the user is doing nothing else: the focus is nowhere, or in an empty composer. */
function focusIsFree(composer: HTMLTextAreaElement | null): boolean {
  const active = document.activeElement;
  return (
    active === null || active === document.body || (active === composer && composer?.value === "")
  );
}

/**
 * Moves the focus to a new question, unless the user is doing something else; after an answer, to the
 * next question, or back to the composer.
 */
export function useQuestionFocus(
  pending: readonly PendingQuestion[],
  composer: RefObject<HTMLTextAreaElement | null>,
): void {
  const before = useRef<readonly string[]>([]);
  const due = useRef(false);
  const held = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const now = pending.map(idOf);
    const come = now.some((id) => !before.current.includes(id));
    const gone = before.current.some((id) => !now.includes(id));
    before.current = now;
    // The effect may run again with the same questions before the focus has moved.
    due.current ||= come || gone;
    if (!due.current) return;
    function move(): void {
      due.current = false;
      if (!focusIsFree(composer.current)) return;
      const next = now[0];
      if (next !== undefined) held.current = showQuestion(next);
      else composer.current?.focus({ preventScroll: true });
    }
    // Waits until the new elements are measured and the list has scrolled to its end.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [pending, composer]);

  // A question that is rendered again, for example in another row, keeps the focus.
  useEffect(() => {
    const element = held.current;
    if (element === null || element.isConnected) return;
    held.current = null;
    if (document.activeElement !== document.body) return;
    const question = pending.find((each) => questionElementId(idOf(each)) === element.id);
    if (question !== undefined) held.current = showQuestion(idOf(question));
  });
}
