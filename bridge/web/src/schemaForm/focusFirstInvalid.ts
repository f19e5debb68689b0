/** Moves the focus to the first field of a form that is marked as wrong, once the marks are there. */
export function focusFirstInvalid(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}
