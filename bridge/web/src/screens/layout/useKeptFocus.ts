import { useEffect, useRef, type RefObject } from "react";

import type { Route } from "@/router";

/** When what had the focus has gone with its view, the new view has it: who uses keys goes on there. */
export function useKeptFocus(route: Route, main: RefObject<HTMLElement | null>): void {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    // A dialog that led here gives the focus back first.
    const timer = setTimeout(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) main.current?.focus({ preventScroll: true });
    });
    return () => clearTimeout(timer);
  }, [route, main]);
}
