import type { MarkupAnswers, MarkupJob } from "./markupWork";
import type { MarkupReply } from "./markupWorker";

/** Milliseconds for a job; after it, the text is shown plain. */
export const deadline = 2_000;

/** The text cannot be parsed, or not in time; a retry makes no sense. */
export class MarkupFailure extends Error {
  override readonly name = "MarkupFailure";
}

/** The part of Worker that jobs use. */
export interface MarkupThread {
  onmessage: ((event: MessageEvent<MarkupReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(job: MarkupJob): void;
  terminate(): void;
}

interface Entry {
  job: MarkupJob;
  resolve: (answer: never) => void;
  reject: (cause: unknown) => void;
}

/**
 * Runs jobs one after the other on a thread of its own. When a job exceeds the deadline, the thread is
 * ended, and the next job gets a new one.
 */
export class MarkupJobs {
  #queue: Entry[] = [];
  #running: Entry | null = null;
  #thread: MarkupThread | null = null;
  #isReady = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly startThread: () => MarkupThread,
    private readonly milliseconds = deadline,
  ) {}

  /**
   * Runs a job and returns its result. Rejects with MarkupFailure, or with another error when the
   * thread could not be started. A job whose signal is aborted before it starts is dropped.
   */
  run<Kind extends MarkupJob["kind"]>(
    job: Extract<MarkupJob, { kind: Kind }>,
    signal?: AbortSignal,
  ): Promise<MarkupAnswers[Kind]> {
    return new Promise((resolve, reject) => {
      const entry: Entry = { job, resolve, reject };
      this.#queue.push(entry);
      signal?.addEventListener("abort", () => this.#drop(entry, signal), { once: true });
      this.#next();
    });
  }

  #drop(entry: Entry, signal: AbortSignal): void {
    if (!this.#queue.includes(entry)) return;
    this.#queue = this.#queue.filter((each) => each !== entry);
    entry.reject(signal.reason);
  }

  #next(): void {
    if (this.#running || this.#queue.length === 0) return;
    const thread = (this.#thread ??= this.#start());
    if (!this.#isReady) return;
    const entry = this.#queue.shift();
    if (!entry) return;
    this.#running = entry;
    this.#timer = setTimeout(() => this.#giveUp(), this.milliseconds);
    thread.postMessage(entry.job);
  }

  #start(): MarkupThread {
    const thread = this.startThread();
    thread.onmessage = ({ data }) => {
      if (thread !== this.#thread) return;
      if ("ready" in data) this.#isReady = true;
      else if ("answer" in data) this.#take()?.resolve(data.answer as never);
      else this.#take()?.reject(new MarkupFailure(data.failure));
      this.#next();
    };
    thread.onerror = () => thread === this.#thread && this.#lost();
    return thread;
  }

  #take(): Entry | null {
    clearTimeout(this.#timer);
    const entry = this.#running;
    this.#running = null;
    return entry;
  }

  #end(): void {
    this.#thread?.terminate();
    this.#thread = null;
    this.#isReady = false;
  }

  #giveUp(): void {
    this.#end();
    this.#take()?.reject(new MarkupFailure(`not done within ${this.milliseconds} ms`));
    this.#next();
  }

  // The worker's code could not be loaded: rejects all jobs, so that their callers can retry.
  #lost(): void {
    const entries = [this.#take(), ...this.#queue];
    this.#queue = [];
    this.#end();
    for (const entry of entries) entry?.reject(new Error("the worker could not be started"));
  }
}

function startWorker(): MarkupThread {
  return new Worker(new URL("./markupWorker.ts", import.meta.url), { type: "module" });
}

const jobs = new MarkupJobs(startWorker);

/** Runs a job on another thread, with a deadline. */
export const runMarkupJob: MarkupJobs["run"] = (job, signal) => jobs.run(job, signal);

/** Whether a retry makes sense. */
export function mayTryAgain(_failures: number, cause: Error): boolean {
  return !(cause instanceof MarkupFailure);
}

/** Options of the queries for jobs: run once, and retry only if the worker's code could not be loaded. */
export const markupQuery = {
  networkMode: "always",
  retry: mayTryAgain,
  retryOnMount: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  staleTime: Infinity,
} as const;
