import type { ClosedReason, Connection } from "@/chat/model";
import { isObject } from "@/chat/jsonText";
import type { ClientFrame, ServerFrame } from "@/protocol";

import { backOff } from "./backOff";
import { finalReason } from "./closing";
import type { ClientEnvironment, Socket } from "./environment";
import { Liveness } from "./liveness";

/** How long to wait, after connecting, until all missed events have arrived. */
const patience = 10_000;
/** After a connection that lasted this long, the back-off starts again. */
const stable = 5_000;

export interface ConnectionListener {
  /** The socket is open; no frame was sent yet. */
  opened(): void;
  frame(frame: ServerFrame): void;
  changed(connection: Connection): void;
}

function frameIn(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    const isFrame = isObject(frame) && typeof frame["type"] === "string" && isObject(frame["data"]);
    return isFrame ? (frame as unknown as ServerFrame) : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a WebSocket to the bridge open. Reconnects with growing pauses, and at once when the network
 * returns or the page becomes visible. Stops when reconnecting makes no sense.
 */
export class ChatConnection {
  #socket: Socket | null = null;
  #wasOpened = false;
  #attempt = 0;
  #settledAt: number | null = null;
  #cancelTimer: () => void = () => undefined;
  #isWaiting = false;
  #cancelWake: () => void = () => undefined;
  readonly #liveness: Liveness;

  constructor(
    private readonly environment: ClientEnvironment,
    private readonly address: () => string,
    private readonly listener: ConnectionListener,
  ) {
    this.#liveness = new Liveness(
      environment,
      () => this.send({ type: "ping", data: {} }),
      () => this.drop(),
    );
  }

  start(): void {
    this.stop();
    this.#attempt = 0;
    this.#cancelWake = this.environment.onWake(() => this.#wake());
    this.listener.changed({ status: "connecting" });
    this.#open();
  }

  /** Closes the connection without notifying the listener. */
  stop(): void {
    this.#cancelWake();
    this.#abandon();
  }

  /** Closes the connection for good. */
  end(reason: ClosedReason): void {
    this.stop();
    this.listener.changed({ status: "closed", reason });
  }

  /** Closes this socket and reconnects later. */
  drop(): void {
    this.#abandon();
    this.#retryLater();
  }

  /** All missed events have arrived. */
  settled(): void {
    this.#cancelTimer();
    this.#settledAt = this.environment.now();
    this.listener.changed({ status: "open" });
  }

  /** A new event has arrived, so the connection works: restarts the back-off. */
  progressed(): void {
    this.#attempt = 0;
  }

  /** Sends a frame if the socket is open. Otherwise it is lost; the caller resends after `settled`. */
  send(frame: ClientFrame): void {
    if (this.#wasOpened) this.#socket?.send(JSON.stringify(frame));
  }

  #open(): void {
    this.#isWaiting = false;
    this.#wasOpened = false;
    const socket = this.environment.openSocket(this.address());
    this.#socket = socket;
    this.#setTimer(() => this.drop(), patience);
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#received(socket, event.data);
    socket.onclose = (event) => void this.#closed(socket, event.code);
  }

  #opened(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#wasOpened = true;
    this.#liveness.heard();
    this.listener.opened();
  }

  #received(socket: Socket, data: unknown): void {
    if (socket !== this.#socket) return;
    this.#liveness.heard();
    const frame = frameIn(data);
    if (frame) this.listener.frame(frame);
    else this.drop();
  }

  async #closed(socket: Socket, code: number): Promise<void> {
    if (socket !== this.#socket) return;
    const reason = finalReason(code);
    if (reason) return this.end(reason);
    const wasOpened = this.#wasOpened;
    this.#abandon();
    this.#retryLater();
    if (!wasOpened) await this.#askAdmission();
  }

  // Finds out why the socket could not be opened, which browsers do not report.
  async #askAdmission(): Promise<void> {
    const attempt = this.#attempt;
    const admission = await this.environment.askAdmission();
    const isStale = attempt !== this.#attempt || !this.#isWaiting;
    if (isStale || admission === "admitted" || admission === "unreachable") return;
    this.end(admission);
  }

  #abandon(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#wasOpened = false;
    this.#isWaiting = false;
    this.#liveness.stop();
    this.#cancelTimer();
    if (this.#settledAt !== null && this.environment.now() - this.#settledAt >= stable)
      this.#attempt = 0;
    this.#settledAt = null;
    socket?.close();
  }

  #retryLater(): void {
    this.#attempt += 1;
    this.#isWaiting = true;
    const pause = backOff(this.#attempt, this.environment.random());
    this.#tell(this.environment.now() + pause);
    this.#setTimer(() => this.#retry(), pause);
  }

  #retry(): void {
    this.#tell(null);
    this.#open();
  }

  #tell(retryAt: number | null): void {
    const offline = !this.environment.isOnline();
    this.listener.changed({ status: "reconnecting", attempt: this.#attempt, retryAt, offline });
  }

  #wake(): void {
    if (this.#wasOpened) return this.#liveness.check();
    if (!this.#isWaiting || !this.environment.isOnline()) return;
    this.#cancelTimer();
    this.#retry();
  }

  #setTimer(callback: () => void, milliseconds: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.environment.setTimer(callback, milliseconds);
  }
}
