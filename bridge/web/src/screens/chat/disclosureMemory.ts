import { useSyncExternalStore } from "react";

/** What a person has opened or closed, for as long as the chat is shown: parts of it come and go while it is scrolled. */
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

/** Whether a part is open: as the person has left it, or else as `otherwise` says. */
export function useDisclosure(
  memory: DisclosureMemory,
  key: string,
  otherwise: boolean,
): [boolean, (open: boolean) => void] {
  const chosen = useSyncExternalStore(memory.subscribe, () => memory.get(key));
  return [chosen ?? otherwise, (open) => memory.set(key, open)];
}
