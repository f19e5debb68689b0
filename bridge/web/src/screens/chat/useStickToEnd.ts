import { useCallback, useRef, useState, type RefCallback } from "react";

const nearEnd = 48;

/** Keeps the end of what scrolls in sight while it grows, but only for a reader who is there. */
class EndKeeper {
  #sticks = true;
  #lastTop = 0;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly onChange: (atEnd: boolean) => void,
  ) {}

  /** Begins; the result ends it. */
  watch(): () => void {
    const observer = new ResizeObserver(this.#follow);
    observer.observe(this.scroller);
    for (const child of this.scroller.children) observer.observe(child);
    this.scroller.addEventListener("scroll", this.#noteScroll, { passive: true });
    this.#follow();
    return () => {
      observer.disconnect();
      this.scroller.removeEventListener("scroll", this.#noteScroll);
    };
  }

  goToEnd(): void {
    this.#sticks = true;
    this.#follow();
    this.onChange(true);
  }

  readonly #follow = (): void => {
    if (this.#sticks) this.scroller.scrollTop = this.scroller.scrollHeight;
  };

  // Who scrolls up stays there; what grows or shrinks does not move anybody.
  readonly #noteScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const movedUp = scrollTop < this.#lastTop - 1;
    this.#lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) this.#sticks = true;
    else if (movedUp) this.#sticks = false;
    this.onChange(this.#sticks);
  };
}

export interface StickToEnd {
  /** For the element that scrolls. */
  ref: RefCallback<HTMLElement>;
  /** The reader sees the end. */
  atEnd: boolean;
  goToEnd: () => void;
}

/** Keeps the end in sight for a reader who is there: who scrolls up stays where they are. */
export function useStickToEnd(): StickToEnd {
  const [atEnd, setAtEnd] = useState(true);
  const keeper = useRef<EndKeeper | null>(null);

  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const made = new EndKeeper(element, setAtEnd);
    keeper.current = made;
    return made.watch();
  }, []);

  const goToEnd = useCallback(() => keeper.current?.goToEnd(), []);
  return { ref, atEnd, goToEnd };
}
