import type { ClientEnvironment } from "./environment";

/** Milliseconds without a frame before a ping; the bridge sends one at least every 15 seconds. */
const silence = 20_000;
const patience = 5_000;

type Timers = Pick<ClientEnvironment, "setTimer">;

/**
 * Detects dead connections: a socket does not notice that a machine slept or the network changed.
 * After a time without frames it sends a ping; without a response the connection is dead.
 */
export class Liveness {
  #cancel: () => void = () => undefined;

  constructor(
    private readonly timers: Timers,
    private readonly ping: () => void,
    private readonly onDead: () => void,
  ) {}

  /** A frame has arrived. */
  heard(): void {
    this.stop();
    this.#cancel = this.timers.setTimer(() => this.check(), silence);
  }

  /** Sends a ping now. */
  check(): void {
    this.stop();
    this.#cancel = this.timers.setTimer(this.onDead, patience);
    this.ping();
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }
}
