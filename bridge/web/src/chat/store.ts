import { emptyChat } from "./emptyChat";
import type { ChatState } from "./model";
import { reduceChat, type ChatAction } from "./reducer";

/** Calls the function once, soon. */
export type Schedule = (callback: () => void) => void;

const longestWait = 250;

/**
 * Schedules with the next animation frame. A hidden page has no animation frames; there, a timer is
 * used.
 */
export const nextFrame: Schedule = (callback) => {
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, longestWait);
};

/**
 * The state of a chat, for `useSyncExternalStore`. Notifies its listeners at most once per animation
 * frame.
 */
export class ChatStore {
  #state: ChatState = emptyChat;
  #shown: ChatState = emptyChat;
  #scheduled = false;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly schedule: Schedule = nextFrame) {}

  /** The current state. */
  get state(): ChatState {
    return this.#state;
  }

  /** The state of the last notification. */
  readonly getSnapshot = (): ChatState => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch(action: ChatAction): void {
    this.#state = reduceChat(this.#state, action);
    if (this.#scheduled || this.#state === this.#shown) return;
    this.#scheduled = true;
    this.schedule(this.#show);
  }

  readonly #show = (): void => {
    this.#scheduled = false;
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  };
}
