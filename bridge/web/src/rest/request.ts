import { authorization } from "@/access";
import type { RestErrorBody } from "@/protocol";

import { RestError } from "./restError";
import { ServerSentEvents, type ServerSentEvent } from "./serverSentEvents";

export type Query = Readonly<Record<string, string | undefined>>;

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  query?: Query;
  body?: unknown;
  accept?: string;
  signal?: AbortSignal | undefined;
}

function address(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value) parameters.set(name, value);
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/** A path whose words are escaped: `path("/api/sessions", id)`. */
export function path(base: string, ...words: string[]): string {
  return [base, ...words.map(encodeURIComponent)].join("/");
}

async function errorOf(response: Response): Promise<RestError> {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAt = Number.isFinite(seconds) ? Date.now() + seconds * 1000 : null;
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<RestErrorBody>;
    if (body.error) return new RestError(body.error, response.status, body.detail ?? "", retryAt);
  } catch {
    // Something between here and the bridge has answered.
  }
  return new RestError("unknown", response.status, `HTTP ${response.status}`, retryAt);
}

async function exchange(target: string, options: RequestOptions): Promise<Response> {
  const init: RequestInit = {
    method: options.method ?? "GET",
    credentials: "same-origin",
    cache: "no-store",
  };
  if (options.signal) init.signal = options.signal;
  const headers = authorization();
  if (options.accept) headers["accept"] = options.accept;
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  try {
    return await fetch(target, { ...init, headers });
  } catch (cause) {
    throw failureOf(cause, options);
  }
}

function failureOf(cause: unknown, { signal }: RequestOptions): unknown {
  if (signal?.aborted) return cause;
  return new RestError("unreachable", 0, cause instanceof Error ? cause.message : "");
}

async function successful(target: string, options: RequestOptions): Promise<Response> {
  const response = await exchange(address(target, options.query ?? {}), options);
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** What the bridge answers, which is JSON. Throws RestError. */
export async function requestJson<Answer>(
  target: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await successful(target, options);
  return (await response.json()) as Answer;
}

/** What the bridge answers, which is text. Throws RestError. */
export async function requestText(target: string, options: RequestOptions = {}): Promise<string> {
  const response = await successful(target, options);
  return response.text();
}

/** The bridge answers that it is done. Throws RestError. */
export async function requestDone(target: string, options: RequestOptions): Promise<void> {
  await successful(target, options);
}

/** The events that the bridge answers with, as they come. Throws RestError. */
export async function* requestEvents(
  target: string,
  options: RequestOptions,
): AsyncGenerator<ServerSentEvent, void> {
  const response = await successful(target, { ...options, accept: "text/event-stream" });
  const reader = response.body?.getReader();
  if (!reader) return;
  const events = new ServerSentEvents();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      yield* events.take(part.value);
  } catch (cause) {
    throw failureOf(cause, options);
  } finally {
    // Closes the request if nobody wants the rest; one that has broken is closed.
    void reader.cancel().catch(() => undefined);
  }
}
