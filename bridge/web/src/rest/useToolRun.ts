import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { ToolOutput, ToolProgressState } from "@/chat/model";
import { longer } from "@/chat/toolOutput";
import type { JsonObject, ToolCallAnswer, ToolCallProgress } from "@/protocol";

import { callTool } from "./endpoints";
import { queryKeys } from "./queryKeys";
import { refresh } from "./refresh";
import { RestError } from "./restError";

/** The state of a tool call that the user started. */
export interface ToolRun {
  status: "idle" | "running" | "done" | "failed" | "cancelled";
  /** On the local clock. */
  startedAt: number;
  /** Milliseconds; null: it has not ended. */
  took: number | null;
  progress: ToolProgressState | null;
  /** The content and messages that it has sent so far. */
  output: ToolOutput | null;
  /** The host at which the user has to log in before the call goes on; null: it does not wait. */
  loginHost: string | null;
  answer: ToolCallAnswer | null;
  error: RestError | null;
}

const idle: ToolRun = {
  status: "idle",
  startedAt: 0,
  took: null,
  progress: null,
  output: null,
  loginHost: null,
  answer: null,
  error: null,
};

function progressed(run: ToolRun, { progress, total, message = "", chunk }: ToolCallProgress) {
  const piece = chunk || !message ? message : `${message}\n`;
  return {
    ...run,
    progress: { value: progress, total: total ?? null, message: chunk ? "" : message },
    output: piece ? longer(run.output, piece) : run.output,
  };
}

function ended(run: ToolRun, end: Partial<ToolRun>): ToolRun {
  return { ...run, took: Date.now() - run.startedAt, ...end };
}

function failureOf(cause: unknown): RestError {
  return cause instanceof RestError ? cause : new RestError("unknown", 0, String(cause));
}

/** Calls a tool for the user, and reports its progress. Unmounting cancels the call. */
export function useToolRun(apiName: string): {
  run: ToolRun;
  start: (input: JsonObject) => void;
  cancel: () => void;
} {
  const queries = useQueryClient();
  const [run, setRun] = useState(idle);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  async function call(input: JsonObject, signal: AbortSignal): Promise<void> {
    const change = (next: (run: ToolRun) => ToolRun) => {
      if (!signal.aborted) setRun(next);
    };
    const onProgress = (progress: ToolCallProgress) => change((now) => progressed(now, progress));
    const onLogin = (loginHost: string | null) => {
      change((now) => ({ ...now, loginHost }));
      void refresh(queries, queryKeys.servers);
    };
    try {
      const answer = await callTool(apiName, input, { signal, onProgress, onLogin });
      change((now) => ended(now, { status: "done", answer }));
    } catch (cause) {
      change((now) => ended(now, { status: "failed", error: failureOf(cause) }));
    }
    await refresh(queries, queryKeys.servers);
  }

  function start(input: JsonObject): void {
    abort.current?.abort();
    abort.current = new AbortController();
    setRun({ ...idle, status: "running", startedAt: Date.now() });
    void call(input, abort.current.signal);
  }

  function cancel(): void {
    abort.current?.abort();
    setRun((now) => (now.status === "running" ? ended(now, { status: "cancelled" }) : now));
  }

  return { run, start, cancel };
}
