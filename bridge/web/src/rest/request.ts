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

/** A path with escaped segments: `path("/api/sessions", id)`. */
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
    // The body is not from the bridge but from a proxy.
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

async function bodyOf<Body>(body: Promise<Body>, options: RequestOptions): Promise<Body> {
  try {
    return await body;
  } catch (cause) {
    throw failureOf(cause, options);
  }
}

async function successful(target: string, options: RequestOptions): Promise<Response> {
  const response = await exchange(address(target, options.query ?? {}), options);
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Sends a request and returns the JSON response. Throws RestError. */
export async function requestJson<Answer>(
  target: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await successful(target, options);
  return (await bodyOf(response.json(), options)) as Answer;
}

/** Sends a request and returns the text response. Throws RestError. */
export async function requestText(target: string, options: RequestOptions = {}): Promise<string> {
  const response = await successful(target, options);
  return bodyOf(response.text(), options);
}

/** Sends a request whose response has no body. Throws RestError. */
export async function requestDone(target: string, options: RequestOptions): Promise<void> {
  await successful(target, options);
}

/** Sends a request and yields the events of the response. Throws RestError. */
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
    // Closes the request if the caller stops early; a broken one is already closed.
    void reader.cancel().catch(() => undefined);
  }
}
