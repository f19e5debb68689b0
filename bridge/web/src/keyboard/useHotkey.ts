import { useEffect, useEffectEvent } from "react";

/** A combination such as "mod+k" (Ctrl, or Cmd on a Mac), or a key such as "Escape". */
export type Hotkey = "Escape" | `mod+${string}`;

function matches(event: KeyboardEvent, hotkey: Hotkey): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (hotkey === "Escape") return event.key === "Escape" && !mod && !event.altKey;
  return mod && !event.altKey && event.key.toLowerCase() === hotkey.slice("mod+".length);
}

/** Calls `action` on that key, wherever the focus is, unless a part of the page has handled the event. */
export function useHotkey(hotkey: Hotkey, action: () => void, wanted = true): void {
  const act = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !matches(event, hotkey)) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    if (!wanted) return;
    const listener = (event: KeyboardEvent) => act(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [wanted]);
}
