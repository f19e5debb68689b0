import { useRef } from "react";

/** What a window in front of the page does with the focus; for the content of a dialog of Radix. */
export interface ReturnFocus {
  onOpenAutoFocus: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/**
 * Gives the focus back to what had it before the window opened, or to the view when that is gone.
 * Radix does so only for windows that have a trigger of theirs.
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
