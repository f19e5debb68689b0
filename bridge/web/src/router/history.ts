import { useMemo, useSyncExternalStore } from "react";

import { addressOf, routeOf, type Route } from "./route";

const moved = "mcp-bridge:moved";

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(moved, listener);
  };
}

/** Opens a view; `replace` replaces the current entry of the browser's history. */
export function navigate(route: Route, { replace = false } = {}): void {
  const address = addressOf(route);
  if (replace) history.replaceState(null, "", address);
  else if (address !== location.pathname) history.pushState(null, "", address);
  window.dispatchEvent(new Event(moved));
}

/** The view of the current address. */
export function useRoute(): Route {
  const pathname = useSyncExternalStore(subscribe, () => location.pathname);
  return useMemo(() => routeOf(pathname), [pathname]);
}
