import { afterEach, describe, expect, test, vi } from "vitest";

import * as rest from "./endpoints";
import { RestError } from "./restError";

const fetched = vi.fn<typeof fetch>();

function answers(status: number, body: string, headers: Record<string, string> = {}) {
  vi.stubGlobal("fetch", fetched);
  const empty = status === 204;
  fetched.mockResolvedValueOnce(new Response(empty ? null : body, { status, headers }));
}

afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

interface Case {
  name: string;
  call: () => Promise<unknown>;
  request: string;
  body?: unknown;
  answer: unknown;
  gives?: unknown;
}

const sum = { total_tokens: 3 };
const cases: Case[] = [
  { name: "readiness", call: rest.getReadiness, request: "GET /ready", answer: { model: true } },
  {
    name: "sessions that have a text",
    call: () => rest.getSessions({ project: "a b", text: "x&y" }),
    request: "GET /api/sessions?project=a+b&q=x%26y",
    answer: { sessions: [{ id: "s" }] },
    gives: [{ id: "s" }],
  },
  {
    name: "all sessions",
    call: () => rest.getSessions(),
    request: "GET /api/sessions",
    answer: { sessions: [] },
    gives: [],
  },
  {
    name: "a new session",
    call: () => rest.createSession("p", "m"),
    request: "POST /api/sessions",
    body: { project: "p", model: "m" },
    answer: { id: "s", project: "p" },
  },
  {
    name: "a session",
    call: () => rest.getSession("a/b"),
    request: "GET /api/sessions/a%2Fb",
    answer: { usage: sum },
  },
  {
    name: "messages",
    call: () => rest.getMessages("s"),
    request: "GET /api/sessions/s/messages",
    answer: { messages: [] },
    gives: [],
  },
  {
    name: "another title",
    call: () => rest.renameSession("s", "T"),
    request: "PATCH /api/sessions/s",
    body: { title: "T" },
    answer: { id: "s", title: "T" },
  },
  {
    name: "projects",
    call: rest.getProjects,
    request: "GET /api/projects",
    answer: { projects: ["p"] },
    gives: ["p"],
  },
  {
    name: "token usage",
    call: () => rest.getTokenUsage("p"),
    request: "GET /api/projects/p/token-usage",
    answer: sum,
  },
  {
    name: "usage by day",
    call: () => rest.getUsageByDay("p"),
    request: "GET /api/usage/days?project=p",
    answer: { days: [sum] },
    gives: [sum],
  },
  {
    name: "servers",
    call: rest.getServers,
    request: "GET /api/servers",
    answer: { servers: [] },
    gives: [],
  },
  {
    name: "a login",
    call: () => rest.logIn("a/b"),
    request: "POST /api/servers/a%2Fb/login",
    answer: { server: { name: "a/b" } },
    gives: { name: "a/b" },
  },
  {
    name: "tools",
    call: rest.getTools,
    request: "GET /api/tools",
    answer: { tools: [] },
    gives: [],
  },
  {
    name: "approvals",
    call: () => rest.getApprovals("s"),
    request: "GET /api/approvals/s",
    answer: { approvals: [] },
    gives: [],
  },
  {
    name: "rules",
    call: rest.getRules,
    request: "GET /api/rules",
    answer: { rules: [] },
    gives: [],
  },
  {
    name: "models",
    call: rest.getModels,
    request: "GET /api/models",
    answer: { models: [], default: "m" },
  },
];

const done: Case[] = [
  {
    name: "a deletion",
    call: () => rest.deleteSession("s"),
    request: "DELETE /api/sessions/s",
    answer: null,
  },
  {
    name: "a revocation",
    call: () => rest.revokeRule(7),
    request: "DELETE /api/rules/7",
    answer: null,
  },
  {
    name: "a decision",
    call: () => rest.decideApproval("s", "toolu_1", { approved: false, reason: "no" }),
    request: "POST /api/approvals/s/toolu_1",
    body: { approved: false, reason: "no" },
    answer: null,
  },
];

async function check(each: Case) {
  const given = await each.call();
  const [target, init] = fetched.mock.calls[0] ?? [];
  expect(`${init?.method} ${target as string}`).toBe(each.request);
  expect(init?.body === undefined ? undefined : JSON.parse(init.body as string)).toEqual(each.body);
  return given;
}

describe("a request", () => {
  test.each(cases)("for $name", async (each) => {
    answers(200, JSON.stringify(each.answer));
    expect(await check(each)).toEqual(each.gives ?? each.answer);
  });

  test.each(done)("for $name", async (each) => {
    answers(204, "");
    expect(await check(each)).toBeUndefined();
  });

  test("for the text of an output", async () => {
    answers(200, "all of it");
    expect(await rest.getToolOutput("s", "toolu_1")).toBe("all of it");
    expect(fetched.mock.calls[0]?.[0]).toBe("/api/sessions/s/outputs/toolu_1");
  });
});

describe("a call", () => {
  const called = (body: string, onProgress?: (progress: unknown) => void) => {
    answers(200, body);
    return rest.callTool("mcp__w__t", { a: 1 }, onProgress ? { onProgress } : {});
  };
  const progress = 'event: progress\ndata: {"progress":1,"total":2}\n\n';

  test("tells how far it is, and what came of it", async () => {
    const onProgress = vi.fn();
    const result = 'event: result\ndata: {"result":{}}\n\n';
    const answer = await called(`${progress}:\n\n${result}`, onProgress);
    expect(answer).toEqual({ result: {} });
    expect(onProgress.mock.calls).toEqual([[{ progress: 1, total: 2 }]]);
    const [target, init] = fetched.mock.calls[0] ?? [];
    expect([init?.method, target]).toEqual(["POST", "/api/tools/mcp__w__t/call"]);
    expect(init).toMatchObject({
      body: '{"input":{"a":1}}',
      headers: { accept: "text/event-stream" },
    });
  });

  test("fails as the bridge says", async () => {
    const error = called('event: error\ndata: {"error":"tool_error","detail":"it is gone"}\n\n');
    await expect(error).rejects.toMatchObject({ code: "tool_error", detail: "it is gone" });
  });

  test("that breaks off is `unreachable`", async () => {
    await expect(called(progress)).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("a failure", () => {
  const failed = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  test("has the bridge's code", async () => {
    answers(409, JSON.stringify({ error: "approval_already_resolved", detail: "" }));
    const error = await failed(rest.decideApproval("s", "t", { approved: true }));
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ code: "approval_already_resolved", status: 409, detail: "" });
  });

  test("may come from something in between", async () => {
    answers(502, "<html>Bad gateway</html>");
    expect(await failed(rest.getRules())).toMatchObject({
      code: "unknown",
      status: 502,
      detail: "HTTP 502",
    });
  });

  test("says when to come back", async () => {
    vi.useFakeTimers({ now: 1_000 });
    answers(429, JSON.stringify({ error: "rate_limited", detail: "" }), { "retry-after": "3" });
    expect(await failed(rest.getRules())).toMatchObject({ code: "rate_limited", retryAt: 4_000 });
    vi.useRealTimers();
  });

  test("without an answer is `unreachable`", async () => {
    vi.stubGlobal("fetch", fetched);
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await failed(rest.getRules())).toMatchObject({ code: "unreachable", status: 0 });
  });

  test("is `unreachable` for a response that breaks off or is not JSON", async () => {
    for (const body of ["<html>Please log in</html>", '{"rules": ']) {
      answers(200, body);
      expect(await failed(rest.getRules())).toMatchObject({ code: "unreachable", status: 0 });
    }
  });

  test("is none when the caller gives up", async () => {
    vi.stubGlobal("fetch", fetched);
    const abort = new AbortController();
    abort.abort();
    fetched.mockRejectedValueOnce(new DOMException("gone", "AbortError"));
    expect(await failed(rest.getRules({ signal: abort.signal }))).not.toBeInstanceOf(RestError);
  });
});
