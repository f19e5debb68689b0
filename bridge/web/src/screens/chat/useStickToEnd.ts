import { useCallback, useRef, useState, type RefCallback } from "react";

const nearEnd = 48;
const gestures = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
const upwards = new Set(["ArrowUp", "PageUp", "Home", " "]);
// Milliseconds after a gesture in which scrolling may still be its effect.
const gestureLasts = 1_000;

/** Keeps the end of a scrolling element in view while it grows, but only while the reader is at the end. */
class EndKeeper {
  #sticks = true;
  #lastTop = 0;
  #lastSize = "";
  #gestureAt = -gestureLasts;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly onChange: (atEnd: boolean) => void,
  ) {}

  /** Starts watching; returns a function that stops it. */
  watch(): () => void {
    const observer = new ResizeObserver(this.follow);
    observer.observe(this.scroller);
    for (const child of this.scroller.children) observer.observe(child);
    this.scroller.addEventListener("scroll", this.#noteScroll, { passive: true });
    for (const gesture of gestures)
      this.scroller.addEventListener(gesture, this.#noteGesture, { passive: true });
    this.follow();
    return () => {
      observer.disconnect();
      this.scroller.removeEventListener("scroll", this.#noteScroll);
      for (const gesture of gestures)
        this.scroller.removeEventListener(gesture, this.#noteGesture);
    };
  }

  goToEnd(): void {
    this.#sticks = true;
    this.follow();
    this.onChange(true);
  }

  readonly follow = (): void => {
    if (this.#sticks) this.scroller.scrollTop = this.scroller.scrollHeight;
  };

  // Clicks on buttons inside, and keys that do not scroll up, are no gestures.
  readonly #noteGesture = (event: Event): void => {
    if (event.type === "pointerdown" && event.target !== this.scroller) return;
    if (event instanceof KeyboardEvent && !upwards.has(event.key)) return;
    this.#gestureAt = event.timeStamp;
  };

  // Stops following when the reader scrolls up. The browser also moves up when sizes change, and sends
  // that event late, when there may be more below; such events are ignored.
  readonly #noteScroll = (event: Event): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const size = `${scrollHeight}/${clientHeight}`;
    const byPerson =
      size === this.#lastSize || event.timeStamp - this.#gestureAt < gestureLasts;
    const movedUp = byPerson && scrollTop < this.#lastTop - 1;
    this.#lastTop = scrollTop;
    this.#lastSize = size;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) this.#sticks = true;
    else if (movedUp) this.#sticks = false;
    this.onChange(this.#sticks);
  };
}

export interface StickToEnd {
  /** The ref of the scrolling element. */
  ref: RefCallback<HTMLElement>;
  /** The reader sees the end. */
  atEnd: boolean;
  /** Call it when the content has grown, so that the end is in view before the next paint. */
  follow: () => void;
  goToEnd: () => void;
}

/** Keeps the end in view while the reader is there; a reader who scrolls up stays there. */
export function useStickToEnd(): StickToEnd {
  const [atEnd, setAtEnd] = useState(true);
  const keeper = useRef<EndKeeper | null>(null);

  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const made = new EndKeeper(element, setAtEnd);
    keeper.current = made;
    return made.watch();
  }, []);

  const follow = useCallback(() => keeper.current?.follow(), []);
  const goToEnd = useCallback(() => keeper.current?.goToEnd(), []);
  return { ref, atEnd, follow, goToEnd };
}
