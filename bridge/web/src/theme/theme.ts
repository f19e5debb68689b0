import { useSyncExternalStore } from "react";

/** Light, dark, or that of the system. */
export type ThemeChoice = "light" | "dark" | "system";

const storageKey = "mcp-bridge.theme"; // public/theme.js reads it before the first paint
const media = "(prefers-color-scheme: dark)";

type Listener = () => void;
const listeners = new Set<Listener>();

function remembered(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

let choice = remembered();

function paint(): void {
  const dark = choice === "dark" || (choice === "system" && matchMedia(media).matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

function choose(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // Without storage, the choice holds until the page is closed.
  }
  paint();
  for (const listener of listeners) listener();
}

function subscribe(listener: Listener): Listener {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the theme of the system while no other is chosen; returns a function that stops it. */
export function followSystemTheme(): () => void {
  const query = matchMedia(media);
  query.addEventListener("change", paint);
  return () => query.removeEventListener("change", paint);
}

/** The chosen theme, and how to choose another; the choice is remembered. */
export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, () => choice), choose];
}
