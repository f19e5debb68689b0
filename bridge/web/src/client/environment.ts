import { authorization, tokenSubprotocols } from "@/access";
import { nativeProtocol } from "@/protocol";

/** The part of WebSocket that a chat uses. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

/**
 * Whether the bridge accepts this page; a socket that could not be opened does not report that.
 */
export type Admission = "admitted" | "unauthorized" | "forbidden" | "unreachable";

type Cancel = () => void;

/** The browser functions that a client uses; tests replace them. */
export interface ClientEnvironment {
  /** The local clock. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** A unique id of at most 64 letters, digits and `_.:-`. */
  newId(): string;
  setTimer(callback: () => void, milliseconds: number): Cancel;
  openSocket(address: string): Socket;
  askAdmission(): Promise<Admission>;
  isOnline(): boolean;
  /** Calls back when the network comes or goes, or the page becomes visible. */
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

// crypto.randomUUID exists only for pages from this machine or over HTTPS.
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

/** The environment in a browser. */
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
