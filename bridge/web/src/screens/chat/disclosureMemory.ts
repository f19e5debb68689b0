import { useSyncExternalStore } from "react";

/**
 * Remembers which parts the user opened or closed while the chat is shown, because scrolling unmounts them.
 */
export class DisclosureMemory {
  readonly #open = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(key: string): boolean | undefined {
    return this.#open.get(key);
  }

  set(key: string, open: boolean): void {
    this.#open.set(key, open);
    for (const listener of this.#listeners) listener();
  }
}

/** Whether a part is open: as the user left it, or `otherwise` by default. */
export function useDisclosure(
  memory: DisclosureMemory,
  key: string,
  otherwise: boolean,
): [boolean, (open: boolean) => void] {
  const chosen = useSyncExternalStore(memory.subscribe, () => memory.get(key));
  return [chosen ?? otherwise, (open) => memory.set(key, open)];
}
