import { useRef } from "react";

/** The focus handlers for the content of a Radix dialog. */
export interface ReturnFocus {
  onOpenAutoFocus: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/**
 * Returns the focus to the element that had it before the dialog opened, or to the view if that element
 * is gone. Radix does so only for dialogs with their own trigger.
 */
export function useReturnFocus(): ReturnFocus {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      const there = before.current?.isConnected === true && before.current !== document.body;
      const target = there ? before.current : document.querySelector("main");
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
  };
}
