/** The id of the element that shows a question: an approval by its `tool_use_id`, or an elicitation by its id. */
export function questionElementId(questionId: string): string {
  return `question-${questionId}`;
}

/** Scrolls to a question and moves the focus to it, not to one of its buttons. Null: it is not rendered. */
export function showQuestion(questionId: string): HTMLElement | null {
  const element = document.getElementById(questionElementId(questionId));
  element?.scrollIntoView({ block: "nearest" });
  element?.focus({ preventScroll: true });
  return element;
}

/** The style of a card with a question: the whole card is marked while the question has the focus. */
export const questionCard =
  "border-warn/50 has-[>[role=group]:focus-visible]:border-accent " +
  "has-[>[role=group]:focus-visible]:ring-1 has-[>[role=group]:focus-visible]:ring-accent";
