import { describe, expect, test } from "vitest";

import type { EventFrame } from "@/protocol";
import { BridgeModel, toolRequest, usageSummary } from "@/testing/bridgeModel";

import { emptyChat } from "./emptyChat";
import type { AssistantItem, ChatState, OutgoingMessage } from "./model";
import { reduceChat, type ChatAction } from "./reducer";
import { badgesOf, callsToApprove, filePath, isBusy } from "./selectors";

function after(state: ChatState, ...actions: ChatAction[]): ChatState {
  return actions.reduce(reduceChat, state);
}

function told(state: ChatState, frames: readonly EventFrame[]): ChatState {
  return frames.reduce(
    (s, frame) => reduceChat(s, { type: "event", frame, receivedAt: frame.ts }),
    state,
  );
}

function opened(model: BridgeModel): ChatState {
  return after(emptyChat, {
    type: "session_created",
    session: { session_id: model.sessionId, project_id: model.projectId, epoch: model.epoch },
  });
}

function seen(model: BridgeModel): ChatState {
  return told(opened(model), model.events);
}

/** The state of a page that was just opened. */
function reloaded(model: BridgeModel): ChatState {
  const snapshot = model.snapshots.at(-1);
  if (!snapshot) throw new Error("no snapshot");
  return after(opened(model), { type: "snapshot", snapshot });
}

function asked(): BridgeModel {
  const model = new BridgeModel();
  model.userSays("hello", "t1", "c1");
  model.phase("thinking");
  model.beginMessage("m1");
  return model;
}

function withCall(input = '{"path":"a.txt"}'): BridgeModel {
  const model = asked();
  model.beginBlock(0, { type: "tool_use", id: "u1", name: "mcp__w__create_file", input: {} });
  model.grow(0, "partial_json", input);
  return model;
}

function waiting(): BridgeModel {
  const model = withCall();
  const content = [
    { type: "tool_use", id: "u1", name: "mcp__w__create_file", input: { path: "a.txt" } },
  ] as const;
  model.endMessage([...content], "tool_use", 3);
  model.asks({ type: "tool_request", data: toolRequest("u1", { path: "a.txt" }) });
  model.phase("awaiting_approval");
  return model;
}

function lastMessage(state: ChatState): AssistantItem | undefined {
  return state.items.findLast((item) => item.kind === "assistant");
}

describe("a delta", () => {
  test("changes the open block and what contains it, and nothing else", () => {
    const model = waiting();
    model.settles("u1", "denied");
    model.beginMessage("m2");
    model.grow(0, "text", "unheard");
    model.beginBlock(0, { type: "thinking" });
    model.grow(0, "thinking", "hm");
    model.beginBlock(1, { type: "text" });
    model.grow(1, "text", "one ");
    const before = seen(model);
    model.grow(1, "text", "two");
    const now = told(before, model.events.slice(-1));
    expect(now.items.slice(0, -1)).toEqual(before.items.slice(0, -1));
    now.items.slice(0, -1).forEach((item, index) => expect(item).toBe(before.items[index]));
    expect(now.toolCalls).toBe(before.toolCalls);
    expect(now.pending).toBe(before.pending);
    expect(lastMessage(now)?.blocks[0]).toBe(lastMessage(before)?.blocks[0]);
    expect(lastMessage(now)?.blocks[1]).toMatchObject({ kind: "text", text: "one two" });
  });

  test("that was heard before changes nothing at all", () => {
    const model = asked();
    model.beginBlock(0, { type: "text" });
    model.grow(0, "text", "one ");
    const state = seen(model);
    expect(told(state, model.events)).toBe(state);
  });
});

describe("a message that is broken off", () => {
  const broken = [
    ["cancelled", "cancelled", "cancelled", "cancelled by user"],
    ["interrupted", "interrupted", "failed", "interrupted"],
  ] as const;

  test.each(broken)("%s: keeps what the history keeps", (stop, status, callStatus, text) => {
    const model = withCall();
    model.beginBlock(1, { type: "text" });
    model.grow(1, "text", " \n");
    model.beginBlock(2, { type: "tool_use", id: "u2", name: "t", input: {} });
    model.grow(2, "partial_json", '{"a":');
    model.endMessage(
      [{ type: "tool_use", id: "u1", name: "t", input: { path: "a.txt" } }],
      stop,
      2,
    );
    const state = seen(model);
    expect(lastMessage(state)).toMatchObject({
      status,
      blocks: [{ kind: "tool_use", toolUseId: "u1" }],
    });
    expect(Object.keys(state.toolCalls)).toEqual(["u1"]);
    expect(state.toolCalls["u1"]).toMatchObject({ status: callStatus, result: null });
    model.answerOpenUses(["u1"], stop);
    expect(seen(model).toolCalls["u1"]).toMatchObject({
      status: callStatus,
      result: { text, isError: true },
    });
  });

  test("without anything to keep is not there any more", () => {
    const model = asked();
    model.beginBlock(0, { type: "thinking" });
    model.grow(0, "thinking", "hm");
    model.endMessage([], "cancelled", 1);
    expect(lastMessage(seen(model))).toBeUndefined();
  });

  test("by the limit of its length loses the call that it was writing", () => {
    const model = withCall('{"path":"a');
    model.endMessage([], "max_tokens", 1);
    expect(seen(model)).toMatchObject({ items: [{ kind: "user" }], toolCalls: {} });
  });

  test("that says nothing becomes a notice, after a reload too", () => {
    const model = asked();
    model.endMessage([], "end_turn", 1);
    const notice = { kind: "notice", code: "empty_answer" };
    expect(seen(model).items).toMatchObject([{ kind: "user" }, notice]);
    expect(reloaded(model).items).toMatchObject([{ kind: "user" }, notice]);
  });

  test("that the model refuses becomes a notice", () => {
    const model = asked();
    model.beginBlock(0, { type: "text" });
    model.grow(0, "text", "I ca");
    model.endMessage([], "refusal", 1);
    expect(seen(model).items).toMatchObject([
      { kind: "user" },
      { kind: "notice", code: "refusal" },
    ]);
  });
});

describe("a tool call", () => {
  test("goes from its first letter to its result", () => {
    const model = withCall('{"path":"a.txt"');
    expect(seen(model).toolCalls["u1"]).toMatchObject({
      status: "typing_input",
      inputText: '{"path":"a.txt"',
    });
    const after = waiting();
    expect(seen(after).toolCalls["u1"]).toMatchObject({
      status: "awaiting_approval",
      input: { path: "a.txt" },
      approval: {
        changed: false,
        answering: null,
        scopes: ["once", "session", "tool", "server", "never"],
      },
      preview: { kind: "new_file" },
    });
    expect(callsToApprove(seen(after)).map((call) => call.id)).toEqual(["u1"]);
    after.settles("u1", "approved");
    expect(seen(after).toolCalls["u1"]).toMatchObject({
      status: "approved",
      decidedBy: "127.0.0.1",
    });
    after.tell("tool_started", {
      tool_use_id: "u1",
      name: "create_file",
      server: "w",
      input: { path: "b.txt" },
      edited: true,
    });
    after.tell("tool_chunk", { tool_use_id: "u1", chunk: "Olá ", progress: 4, total: 9 });
    after.tell("tool_chunk", { tool_use_id: "u1", chunk: "mundo", progress: 9, total: 9 });
    const running = seen(after);
    const call = running.toolCalls["u1"];
    expect(call).toMatchObject({
      status: "running",
      input: { path: "a.txt" },
      editedInput: { path: "b.txt" },
      output: { text: "Olá mundo", omitted: 0, pieces: 2 },
      progress: { value: 9, total: 9 },
    });
    expect(call && filePath(call)).toBe("b.txt");
    expect(badgesOf(running)).toContain("file_being_created");
    after.tell("tool_result", {
      tool_use_id: "u1",
      is_error: false,
      outcome: "done",
      text: "done",
      duration_ms: 5,
      truncated: true,
    });
    expect(seen(after).toolCalls["u1"]).toMatchObject({
      status: "done",
      durationMs: 5,
      result: { text: "done", truncated: true, isError: false },
    });
  });

  test("that writes much keeps the end of it", () => {
    const model = waiting();
    for (let i = 0; i < 101; i += 1)
      model.tell("tool_chunk", { tool_use_id: "u1", chunk: "x".repeat(10_000) });
    const output = seen(model).toolCalls["u1"]?.output;
    expect(output?.text.length).toBe(500_000);
    expect(output?.omitted).toBe(510_000);
  });

  test("that would do something else now is asked about again", () => {
    const model = waiting();
    model.asks({ type: "tool_request", data: { ...toolRequest("u1"), reason: "changed" } });
    expect(seen(model).toolCalls["u1"]?.approval).toMatchObject({
      changed: true,
      answering: null,
      problem: null,
    });
    expect(seen(model).pending).toHaveLength(1);
  });

  const again = { ...toolRequest("u1", { path: "a.txt" }), reason: "changed" as const };
  const other = { ...again, preview: { kind: "none" as const, path: "a.txt", unified: "" } };

  test.each([
    ["with another effect", [other]],
    ["with the same effect", [again]],
    ["until it has the effect of before", [other, again]],
  ])("counts how often it was asked about: %s", (_, requests) => {
    const model = waiting();
    expect(seen(model).toolCalls["u1"]?.timesAsked).toBe(1);
    for (const data of requests) model.asks({ type: "tool_request", data });
    expect(seen(model).toolCalls["u1"]?.timesAsked).toBe(1 + requests.length);
    model.settles("u1", "approved");
    expect(seen(model).toolCalls["u1"]?.timesAsked).toBe(1 + requests.length);
  });

  test.each([
    ["the same question", [], 1],
    ["another question", [other], 2],
  ])("counts a snapshot with %s", (_, requests, timesAsked) => {
    const model = waiting();
    const before = seen(model);
    for (const data of requests) model.asks({ type: "tool_request", data });
    const snapshot = model.snapshots.at(-1);
    if (!snapshot) throw new Error("no snapshot");
    const now = after(before, { type: "snapshot", snapshot });
    expect(now.toolCalls["u1"]?.timesAsked).toBe(timesAsked);
  });

  const complains = (model: BridgeModel) =>
    model.tell("error", {
      message: "invalid_payload",
      detail: "Words. (`path` is missing)",
      tool_use_id: "u1",
    });
  const asksAgain = (model: BridgeModel) =>
    model.asks({ type: "tool_request", data: { ...toolRequest("u1"), reason: "invalid_input" } });

  test.each([
    ["after", [asksAgain, complains]],
    ["before", [complains, asksAgain]],
  ])("that does not take what the user has changed says why, %s asking", (_, steps) => {
    const model = waiting();
    for (const step of steps) step(model);
    expect(seen(model).toolCalls["u1"]?.approval).toMatchObject({
      changed: false,
      answering: null,
      problem: { code: "invalid_payload", detail: "`path` is missing" },
    });
    expect(seen(model).pending).toHaveLength(1);
  });
});

describe("a turn", () => {
  test("is busy from the user's message to its end", () => {
    const model = asked();
    expect(isBusy(seen(model))).toBe(true);
    expect(badgesOf(seen(model))).toContain("ai_typing");
    model.endTurn("ok");
    expect(isBusy(seen(model))).toBe(false);
    expect(seen(model)).toMatchObject({
      turn: null,
      lastTurn: { id: "t1", end: "ok", usage: { costUsd: 0.002 } },
    });
  });

  test("that is retried says when", () => {
    const model = asked();
    model.phase("retrying", { attempt: 2, retry_in_ms: 800 });
    const state = seen(model);
    expect(state.retry).toEqual({ attempt: 2, at: (model.events.at(-1)?.ts ?? 0) + 800 });
    expect(badgesOf(state)).toContain("retrying");
    model.phase("thinking");
    expect(seen(model).retry).toBeNull();
  });

  test("that fails leaves a notice where it happened", () => {
    const model = asked();
    model.tell("error", {
      message: "ai_limite_excedido",
      detail: "Rate limit exceeded. Wait and try again. (429 (slow down))",
      retry_after_ms: 12_000,
      request_id: "req_1",
    });
    const at = model.events.at(-1)?.ts ?? 0;
    expect(seen(model).items.at(-1)).toMatchObject({
      kind: "notice",
      code: "ai_limite_excedido",
      detail: "429 (slow down)",
      retryAt: at + 12_000,
      requestId: "req_1",
    });
  });

  test("adds up what its messages have used", () => {
    const model = asked();
    model.beginBlock(0, { type: "text" });
    model.grow(0, "text", "x");
    model.endMessage([{ type: "text", text: "x" }], "end_turn", 5);
    model.endTurn("ok");
    const state = seen(model);
    expect(state.usage.session).toMatchObject({
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 15,
      costUsd: 0.001,
    });
    expect(state.contextTokens).toBe(15);
    expect(reloaded(model)).toMatchObject({ usage: state.usage, contextTokens: 15 });
    expect(lastMessage(state)).toMatchObject({ model: "m", usage: { costUsd: 0.001 } });
  });
});

describe("what a chat has used", () => {
  const usage = (tokens: number, cost: string | null) => ({
    usage: { input_tokens: tokens, output_tokens: 0 },
    cost_usd: cost,
  });

  test("goes on after what the snapshot has told, whether its messages are kept or not", () => {
    const model = asked();
    const [snapshot] = model.snapshots.slice(-1);
    if (!snapshot) throw new Error("no snapshot");
    const used = usageSummary({ input_tokens: 900, total_tokens: 900, total_cost_usd: "0.25" });
    const before = { ...snapshot, usage: used };
    const state = after(opened(model), { type: "snapshot", snapshot: before });
    expect(state.usage.session).toMatchObject({ totalTokens: 900, costUsd: 0.25 });
    model.tell("usage_update", { ...usage(100, "0.5"), message_id: "of no item" });
    model.tell("usage_update", { ...usage(100, null), message_id: "without a price" });
    expect(told(state, model.events).usage.session).toMatchObject({
      totalTokens: 1100,
      costUsd: 0.75,
    });
  });

  test("has no cost when nothing had a price", () => {
    const model = asked();
    model.tell("usage_update", { ...usage(100, null), message_id: "m1" });
    expect(seen(model).usage.session).toMatchObject({ totalTokens: 100, costUsd: null });
  });
});

describe("the outbox", () => {
  const message: OutgoingMessage = {
    id: "c1",
    text: "hello",
    model: null,
    context: null,
    status: "queued",
    problem: null,
  };

  test("keeps a message until the conversation has it", () => {
    const queued = after(emptyChat, { type: "outgoing", message });
    const sending = after(queued, { type: "outgoing", message: { ...message, status: "sending" } });
    expect(sending.outbox).toMatchObject([{ id: "c1", status: "sending" }]);
    const model = asked();
    const session = { session_id: model.sessionId };
    const heard = told(after(sending, { type: "session_created", session }), model.events);
    expect(heard.outbox).toEqual([]);
    expect(heard.items).toMatchObject([{ key: "c1", text: "hello" }]);
    const snapshot = model.snapshots.at(-1);
    if (!snapshot) throw new Error("no snapshot");
    expect(after(sending, { type: "snapshot", snapshot }).outbox).toEqual([]);
  });

  test("stays when another session begins", () => {
    const queued = after(emptyChat, { type: "outgoing", message });
    expect(
      after(queued, { type: "session_created", session: { session_id: "s2" } }).outbox,
    ).toEqual([message]);
    expect(after(queued, { type: "discarded", id: "c1" }).outbox).toEqual([]);
  });
});

describe("an event of a later bridge", () => {
  test("counts, and changes nothing else", () => {
    const model = asked();
    const frame = {
      ...model.events[0],
      type: "of_later",
      seq: model.head + 1,
      data: {},
    } as unknown as EventFrame;
    const state = seen(model);
    expect(told(state, [frame])).toEqual({ ...state, seq: frame.seq });
  });
});

describe("the bridge's clock", () => {
  test("is heard from what comes at once", () => {
    const model = asked();
    const frame = model.events[0];
    if (!frame) throw new Error("no event");
    const late = after(opened(model), { type: "event", frame, receivedAt: frame.ts - 60_000 });
    expect(late.clockOffset).toBe(60_000);
    const near = after(opened(model), { type: "event", frame, receivedAt: frame.ts + 40 });
    expect(near.clockOffset).toBe(0);
  });
});
