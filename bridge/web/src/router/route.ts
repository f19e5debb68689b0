/** A view of the page. */
export type Route =
  /** `sessionId` null: a new chat. */
  | { view: "chat"; sessionId: string | null }
  /** `server` null: all of them. */
  | { view: "inspector"; server: string | null }
  | { view: "usage" }
  | { view: "rules" }
  | { view: "unknown" };

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** The view of an address. */
export function routeOf(pathname: string): Route {
  const [view, name, ...more] = pathname.split("/").filter(Boolean).map(decoded);
  if (more.length > 0) return { view: "unknown" };
  if (view === undefined) return { view: "chat", sessionId: null };
  if (view === "chat" && name !== undefined) return { view, sessionId: name };
  if (view === "inspector") return { view, server: name ?? null };
  if ((view === "usage" || view === "rules") && name === undefined) return { view };
  return { view: "unknown" };
}

/** The address of a view. */
export function addressOf(route: Route): string {
  switch (route.view) {
    case "chat":
      return route.sessionId === null ? "/" : `/chat/${encodeURIComponent(route.sessionId)}`;
    case "inspector":
      return route.server === null
        ? "/inspector"
        : `/inspector/${encodeURIComponent(route.server)}`;
    case "usage":
    case "rules":
      return `/${route.view}`;
    case "unknown":
      return "/";
  }
}
