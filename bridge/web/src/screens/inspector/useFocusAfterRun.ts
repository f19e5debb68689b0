import { useEffect, useRef, type RefObject } from "react";

/** Moves the focus to the Run button when a run ends, because the Cancel button disappears. */
export function useFocusAfterRun(
  running: boolean,
  button: RefObject<HTMLButtonElement | null>,
): void {
  const wasRunning = useRef(running);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasRunning.current && !running && isLost) button.current?.focus();
    wasRunning.current = running;
  }, [running, button]);
}
