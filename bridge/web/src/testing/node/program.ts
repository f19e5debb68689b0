import { spawn, type ChildProcess } from "node:child_process";

const patience = 15_000;

/** A running program and its output. */
export class Program {
  printed = "";
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;

  constructor(file: string, args: string[], environment: Record<string, string> = {}) {
    this.#child = spawn(file, args, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => (this.printed += bytes.toString()));
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.printed += bytes.toString()));
    this.#gone = new Promise((resolve) => this.#child.once("close", () => resolve()));
  }

  /** Waits until the output matches the pattern, and returns the first group. */
  async says(pattern: RegExp): Promise<string> {
    const until = Date.now() + patience;
    while (Date.now() < until) {
      const found = pattern.exec(this.printed)?.[1];
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(
      `${this.#child.spawnfile} does not say ${String(pattern)}, but: ${this.printed}`,
    );
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#gone;
  }
}
