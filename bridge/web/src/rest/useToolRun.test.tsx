import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createQueryClient } from "./queryClient";
import { useToolRun } from "./useToolRun";

/** A call whose events the test sends. */
class Stream {
  signal: AbortSignal | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    this.signal = init?.signal ?? undefined;
    const start = (each: ReadableStreamDefaultController<Uint8Array>) => {
      this.#controller = each;
    };
    const body = new ReadableStream<Uint8Array>({ start });
    this.signal?.addEventListener("abort", () =>
      this.#controller?.error(new DOMException("left", "AbortError")),
    );
    return Promise.resolve(new Response(body));
  };

  send(event: string, data: unknown): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }
}

let stream: Stream;

beforeEach(() => {
  stream = new Stream();
  vi.stubGlobal("fetch", stream.fetch);
});

afterEach(() => void vi.unstubAllGlobals());

function rendered() {
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const hook = renderHook(() => useToolRun("mcp__w__t"), { wrapper });
  act(() => hook.result.current.start({ a: 1 }));
  return hook;
}

test("a call shows what it writes as it lands, and what came of it", async () => {
  const { result } = rendered();
  await act(async () => Promise.resolve());
  stream.send("progress", { progress: 1, total: 4, message: "begins" });
  stream.send("progress", { progress: 2, total: 4, message: "Olá ", chunk: { offset: 0 } });
  stream.send("progress", { progress: 4, total: 4, message: "mundo", chunk: { offset: 5 } });
  await waitFor(() => expect(result.current.run.output?.pieces).toBe(3));
  expect(result.current.run).toMatchObject({
    status: "running",
    took: null,
    progress: { value: 4, total: 4, message: "" },
    output: { text: "begins\nOlá mundo" },
  });
  stream.send("result", { result: { content: [] } });
  await waitFor(() => expect(result.current.run.status).toBe("done"));
  expect(result.current.run.answer).toEqual({ result: { content: [] } });
  expect(result.current.run.took).toBeGreaterThanOrEqual(0);
});

test("a call says where it waits for a login", async () => {
  const { result } = rendered();
  await act(async () => Promise.resolve());
  stream.send("login", { server: "w", host: "login.example.com" });
  await waitFor(() => expect(result.current.run.loginHost).toBe("login.example.com"));
  expect(result.current.run.status).toBe("running");
  stream.send("login", { server: "w", host: null });
  await waitFor(() => expect(result.current.run.loginHost).toBeNull());
});

test("a call that fails says why", async () => {
  const { result } = rendered();
  await act(async () => Promise.resolve());
  stream.send("error", { error: "tool_error", detail: "gone" });
  await waitFor(() => expect(result.current.run.status).toBe("failed"));
  expect(result.current.run.error).toMatchObject({ code: "tool_error", detail: "gone" });
});

test("a call that is cancelled closes its request and says so", async () => {
  const { result } = rendered();
  await act(async () => Promise.resolve());
  act(() => result.current.cancel());
  expect(stream.signal?.aborted).toBe(true);
  expect(result.current.run).toMatchObject({ status: "cancelled", error: null });
  await act(async () => Promise.resolve());
  expect(result.current.run.status).toBe("cancelled");
});

test("to leave cancels the call", async () => {
  const { unmount } = rendered();
  await act(async () => Promise.resolve());
  unmount();
  expect(stream.signal?.aborted).toBe(true);
});
