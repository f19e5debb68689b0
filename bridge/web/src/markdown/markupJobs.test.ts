import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { deadline, MarkupFailure, MarkupJobs, mayTryAgain, type MarkupThread } from "./markupJobs";
import type { MarkupJob } from "./markupWork";
import type { MarkupReply } from "./markupWorker";

/** A worker that replies when the test says so. */
class FakeThread implements MarkupThread {
  onmessage: MarkupThread["onmessage"] = null;
  onerror: MarkupThread["onerror"] = null;
  readonly jobs: MarkupJob[] = [];
  isEnded = false;

  postMessage(job: MarkupJob): void {
    this.jobs.push(job);
  }
  terminate(): void {
    this.isEnded = true;
  }
  reply(data: MarkupReply): void {
    this.onmessage?.({ data } as MessageEvent<MarkupReply>);
  }
}

let threads: FakeThread[];
let jobs: MarkupJobs;

function lex(text: string, signal?: AbortSignal) {
  return jobs.run({ kind: "lex", text }, signal);
}

function texts(thread: FakeThread | undefined): string[] {
  return thread?.jobs.map((job) => job.text) ?? [];
}

beforeEach(() => {
  vi.useFakeTimers();
  threads = [];
  jobs = new MarkupJobs(() => {
    threads.push(new FakeThread());
    return threads.at(-1) as FakeThread;
  });
});
afterEach(() => void vi.useRealTimers());

describe("jobs", () => {
  test("are done one after the other", async () => {
    const first = lex("one");
    const second = lex("two");
    expect(texts(threads[0])).toEqual([]);
    threads[0]?.reply({ ready: true });
    expect(texts(threads[0])).toEqual(["one"]);
    threads[0]?.reply({ answer: [1] });
    await expect(first).resolves.toEqual([1]);
    expect(texts(threads[0])).toEqual(["one", "two"]);
    threads[0]?.reply({ failure: "no" });
    await expect(second).rejects.toBeInstanceOf(MarkupFailure);
    expect(threads).toHaveLength(1);
  });

  test("that take too long end their thread, and the next one has another", async () => {
    const slow = lex("slow");
    const next = lex("next");
    threads[0]?.reply({ ready: true });
    const refused = expect(slow).rejects.toBeInstanceOf(MarkupFailure);
    vi.advanceTimersByTime(deadline);
    await refused;
    expect(threads[0]?.isEnded).toBe(true);
    threads[1]?.reply({ ready: true });
    threads[0]?.reply({ answer: ["late"] });
    threads[1]?.reply({ answer: [2] });
    await expect(next).resolves.toEqual([2]);
  });

  test("are not timed while the thread is loaded", async () => {
    const answer = lex("one");
    vi.advanceTimersByTime(10 * deadline);
    threads[0]?.reply({ ready: true });
    threads[0]?.reply({ answer: [] });
    await expect(answer).resolves.toEqual([]);
  });

  test("that nobody waits for any more are dropped", async () => {
    const leaving = new AbortController();
    const first = lex("first");
    const dropped = lex("dropped", leaving.signal);
    const refused = expect(dropped).rejects.toThrow("left");
    threads[0]?.reply({ ready: true });
    leaving.abort(new Error("left"));
    await refused;
    threads[0]?.reply({ answer: [] });
    await first;
    expect(texts(threads[0])).toEqual(["first"]);
  });

  test("may be tried again when the thread could not be started, and not after they failed", async () => {
    const refused = expect(lex("one")).rejects.toSatisfy((cause: Error) => mayTryAgain(0, cause));
    threads[0]?.onerror?.(new ErrorEvent("error"));
    await refused;
    const again = lex("one");
    threads[1]?.reply({ ready: true });
    threads[1]?.reply({ answer: [] });
    await expect(again).resolves.toEqual([]);
    expect(mayTryAgain(0, new MarkupFailure("slow"))).toBe(false);
  });
});
