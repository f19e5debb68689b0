import { useEffect, useRef, type RefObject } from "react";

/** A run that ends takes the button away that cancels it: the focus goes on to the one that runs. */
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
