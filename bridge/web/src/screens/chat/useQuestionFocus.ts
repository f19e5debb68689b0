import { useEffect, useRef, type RefObject } from "react";

import type { PendingQuestion } from "@/chat/model";

import { questionElementId, showQuestion } from "./questionElement";

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
  const due = useRef(false);
  const held = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const now = pending.map(idOf);
    const come = now.some((id) => !before.current.includes(id));
    const gone = before.current.some((id) => !now.includes(id));
    before.current = now;
    // The same questions may be told again before the focus has moved.
    due.current ||= come || gone;
    if (!due.current) return;
    function move(): void {
      due.current = false;
      if (!focusIsFree(composer.current)) return;
      const next = now[0];
      if (next !== undefined) held.current = showQuestion(next);
      else composer.current?.focus({ preventScroll: true });
    }
    // The new elements are measured, and the end is scrolled to, first.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [pending, composer]);

  // A question that is drawn anew, in another row for example, takes the focus along.
  useEffect(() => {
    const element = held.current;
    if (element === null || element.isConnected) return;
    held.current = null;
    if (document.activeElement !== document.body) return;
    const question = pending.find((each) => questionElementId(idOf(each)) === element.id);
    if (question !== undefined) held.current = showQuestion(idOf(question));
  });
}
