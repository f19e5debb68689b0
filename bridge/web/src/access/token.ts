/**
 * The token that opens the bridge. The page sends it in headers that a script sets, and never as a
 * cookie: a browser sends cookies to every port of a machine (RFC 6265 section 8.5), so a program on
 * another port would receive it.
 */

const storageKey = "mcp-bridge.token";
const parameter = "token";
const listeners = new Set<() => void>();
let unsaved: string | null = null; // used when the browser has no storage, until the page is closed
const sendable = /^[\x21-\x7e]+$/;

// fetch() throws for a header value that HTTP does not allow.
function ifSendable(token: string | null): string | null {
  return token !== null && sendable.test(token) ? token : null;
}

/** The token; null: not known. A stored token that is not valid in a header counts as not known. */
export function currentToken(): string | null {
  try {
    return ifSendable(localStorage.getItem(storageKey)) ?? unsaved;
  } catch {
    return unsaved;
  }
}

/** Uses this token from now on, in all tabs of this origin, and after a restart of the browser. */
export function keepToken(token: string): void {
  try {
    localStorage.setItem(storageKey, token);
  } catch {
    unsaved = token;
  }
  for (const listener of listeners) listener();
}

/** Calls the listener when the token changes, also when another tab changed it. */
export function onToken(listener: () => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === storageKey && newValue !== null) listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

/** The headers that carry the token. */
export function authorization(token: string | null = currentToken()): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/**
 * The subprotocol that carries the token to a WebSocket, for which a page cannot set headers. The
 * bridge reads it and never selects it.
 */
export function tokenSubprotocols(token: string | null = currentToken()): string[] {
  if (token === null) return [];
  const bytes = new TextEncoder().encode(token);
  const base64 = btoa(String.fromCharCode(...bytes));
  const base64url = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return [`mcp-bridge.token.${base64url}`];
}

// Reads "#token=..." without URLSearchParams, which would decode characters of the token.
function inFragment(fragment: string): string | null {
  const begin = `#${parameter}=`;
  return fragment.startsWith(begin) ? fragment.slice(begin.length) : null;
}

/** The token in a pasted text: the token itself, or the address that the bridge printed. */
export function tokenIn(pasted: string): string {
  const text = pasted.trim();
  const at = /[#?&]token=/.exec(text);
  return at ? text.slice(at.index + at[0].length) : text;
}

/**
 * Removes the token from the page's address and returns it; null: there is none, or it is not valid
 * in a header.
 */
export function tokenFromAddress(): string | null {
  const query = new URLSearchParams(location.search);
  const token = inFragment(location.hash) ?? query.get(parameter);
  if (token === null) return null;
  query.delete(parameter);
  const rest = query.toString();
  const fragment = inFragment(location.hash) === null ? location.hash : "";
  const address = location.pathname + (rest && `?${rest}`) + fragment;
  history.replaceState(history.state, "", address);
  return ifSendable(token);
}

async function isAccepted(token: string): Promise<boolean> {
  try {
    const headers = authorization(token);
    const { ok } = await fetch("/api/projects", {
      headers,
      credentials: "same-origin",
      cache: "no-store",
    });
    return ok;
  } catch {
    return false;
  }
}

/**
 * Takes over the token from the page's address. It replaces a known one only when a request with it
 * succeeds: any site can link to the page with a wrong token.
 */
export async function adoptTokenFromAddress(): Promise<void> {
  const token = tokenFromAddress();
  const known = currentToken();
  if (token === null || token === known) return;
  if (known !== null && !(await isAccepted(token))) return;
  keepToken(token);
}

/** Also takes over the token of an address that is opened in a tab that already shows the page. */
export function followAddress(): () => void {
  const adopt = () => void adoptTokenFromAddress();
  window.addEventListener("hashchange", adopt);
  return () => window.removeEventListener("hashchange", adopt);
}
