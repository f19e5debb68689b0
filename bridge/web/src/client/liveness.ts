import type { ClientEnvironment } from "./environment";

/** The bridge says something at least every 15 seconds. */
const silence = 20_000;
const patience = 5_000;

type Timers = Pick<ClientEnvironment, "setTimer">;

/**
 * Whether the other end is there: a socket does not notice when a machine slept or the network
 * changed. After a silence it asks; without an answer the peer is dead.
 */
export class Liveness {
  #cancel: () => void = () => undefined;

  constructor(
    private readonly timers: Timers,
    private readonly ping: () => void,
    private readonly onDead: () => void,
  ) {}

  /** Something has arrived. */
  heard(): void {
    this.stop();
    this.#cancel = this.timers.setTimer(() => this.check(), silence);
  }

  /** Asks now. */
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
