import { authorization, tokenSubprotocols } from "@/access";
import { nativeProtocol } from "@/protocol";

/** What a chat needs of a WebSocket. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

/**
 * Whether the bridge would let this page in, which a socket that could not be opened does not tell.
 */
export type Admission = "admitted" | "unauthorized" | "forbidden" | "unreachable";

type Cancel = () => void;

/** The world around a client: a test has another. */
export interface ClientEnvironment {
  /** The local clock. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** A text that nobody else has, of at most 64 letters, digits and `_.:-`. */
  newId(): string;
  setTimer(callback: () => void, milliseconds: number): Cancel;
  openSocket(address: string): Socket;
  askAdmission(): Promise<Admission>;
  isOnline(): boolean;
  /** The network has come or gone, or the page is looked at again. */
  onWake(callback: () => void): Cancel;
}

async function askAdmission(): Promise<Admission> {
  try {
    const headers = authorization();
    const { status } = await fetch("/api/projects", {
      headers,
      credentials: "same-origin",
      cache: "no-store",
    });
    if (status === 401) return "unauthorized";
    return status === 403 ? "forbidden" : "admitted";
  } catch {
    return "unreachable";
  }
}

// crypto.randomUUID is only there for pages from this machine or by HTTPS.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function setTimer(callback: () => void, milliseconds: number): Cancel {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

function onWake(callback: () => void): Cancel {
  const whenVisible = () => {
    if (document.visibilityState === "visible") callback();
  };
  const windowEvents = ["online", "offline", "pageshow"] as const;
  for (const name of windowEvents) window.addEventListener(name, callback);
  document.addEventListener("visibilitychange", whenVisible);
  return () => {
    for (const name of windowEvents) window.removeEventListener(name, callback);
    document.removeEventListener("visibilitychange", whenVisible);
  };
}

/** That of a browser. */
export const browserEnvironment: ClientEnvironment = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId,
  setTimer,
  openSocket: (address) => new WebSocket(address, [nativeProtocol, ...tokenSubprotocols()]),
  askAdmission,
  isOnline: () => navigator.onLine,
  onWake,
};
