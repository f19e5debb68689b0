import { doMarkupJob, type MarkupJob } from "@/markdown/markupWork";
import type { MarkupThread } from "@/markdown/markupJobs";
import type { MarkupReply } from "@/markdown/markupWorker";

/** A replacement for workers in jsdom, for `markupJobs.ts`: runs jobs on the caller's thread. */
export class InlineWorker implements MarkupThread {
  onmessage: MarkupThread["onmessage"] = null;
  onerror: MarkupThread["onerror"] = null;

  constructor() {
    this.#reply({ ready: true });
  }

  postMessage(job: MarkupJob): void {
    this.#reply({ answer: doMarkupJob(job) });
  }

  terminate(): void {
    this.onmessage = null;
  }

  #reply(data: MarkupReply): void {
    queueMicrotask(() => this.onmessage?.({ data } as MessageEvent<MarkupReply>));
  }
}
