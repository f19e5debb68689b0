import { emptyChat } from "./emptyChat";
import type { ChatState } from "./model";
import { reduceChat, type ChatAction } from "./reducer";

/** Calls back once, soon. */
export type Schedule = (callback: () => void) => void;

const longestWait = 250;

/**
 * With the next frame of the screen; a page that is not seen has none, and hears of it a little
 * later.
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
 * A chat that changes, for `useSyncExternalStore`: however much happens, it tells once per frame.
 */
export class ChatStore {
  #state: ChatState = emptyChat;
  #shown: ChatState = emptyChat;
  #scheduled = false;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly schedule: Schedule = nextFrame) {}

  /** As it is now. */
  get state(): ChatState {
    return this.#state;
  }

  /** As the listeners were last told. */
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
