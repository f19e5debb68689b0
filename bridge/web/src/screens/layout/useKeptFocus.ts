import { useEffect, useRef, type RefObject } from "react";

import type { Route } from "@/router";

/** For keyboard users: moves the focus to the new view if the focused element was removed with the old one. */
export function useKeptFocus(route: Route, main: RefObject<HTMLElement | null>): void {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    // A dialog that opened this view first returns its focus.
    const timer = setTimeout(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) main.current?.focus({ preventScroll: true });
    });
    return () => clearTimeout(timer);
  }, [route, main]);
}
