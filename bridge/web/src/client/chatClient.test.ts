import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { ChatState, Connection } from "@/chat/model";
import { ChatStore, type Schedule } from "@/chat/store";
import { BridgeModel, toolRequest } from "@/testing/bridgeModel";
import { FakeBridge, FakeEnvironment, type FakeSocket } from "@/testing/fakeBridge";

import { ChatClient } from "./chatClient";
import type { OutboxStorage, StoredOutbox } from "./outboxStorage";

class MemoryStorage implements OutboxStorage {
  readonly kept = new Map<string, StoredOutbox>();
  load(chat: string): StoredOutbox | null {
    return this.kept.get(chat) ?? null;
  }
  save(chat: string, outbox: StoredOutbox): void {
    if (outbox.messages.length) this.kept.set(chat, outbox);
    else this.kept.delete(chat);
  }
}

let bridge: FakeBridge;
let environment: FakeEnvironment;
let storage: MemoryStorage;
let client: ChatClient;

let draw: Schedule;

function open(sessionId?: string): ChatClient {
  client = new ChatClient({
    projectId: "default",
    sessionId,
    locale: "pt-BR",
    page: "http://bridge.test/chat",
    environment,
    storage,
    store: new ChatStore((callback) => draw(callback)),
  });
  client.start();
  return client;
}

async function connected(sessionId?: string): Promise<FakeSocket> {
  open(sessionId);
  await vi.advanceTimersByTimeAsync(0);
  return bridge.socket;
}

function state(): ChatState {
  return client.store.state;
}

function status(): Connection["status"] {
  return state().connection.status;
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** The user sends a message, and the model calls a tool that needs approval. */
function asksApproval(): void {
  const { model } = bridge;
  model.beginMessage("m1");
  model.beginBlock(0, { type: "tool_use", id: "u1", name: "t", input: {} });
  model.grow(0, "partial_json", '{"path":"a"}');
  model.endMessage(
    [{ type: "tool_use", id: "u1", name: "t", input: { path: "a" } }],
    "tool_use",
    1,
  );
  model.asks({ type: "tool_request", data: toolRequest("u1", { path: "a" }) });
  model.phase("awaiting_approval");
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  bridge = new FakeBridge();
  environment = new FakeEnvironment(bridge);
  storage = new MemoryStorage();
  draw = (callback) => callback();
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

describe("connecting", () => {
  test("names project, language and session", async () => {
    const socket = await connected("s1");
    expect(socket.address.href).toBe("ws://bridge.test/ws?project=default&locale=pt-BR&session=s1");
    expect(status()).toBe("open");
    expect(state().session).toMatchObject({ id: "s1", projectId: "default" });
  });

  test("again names the last event, and tells nothing twice", async () => {
    await connected();
    bridge.model.userSays("hi", "t1");
    bridge.flush();
    bridge.socket.breakOff(1006);
    expect(status()).toBe("reconnecting");
    bridge.model.phase("thinking");
    await pass(1_000);
    expect(bridge.socket.address.search).toContain("session=s1&epoch=e1&last_seq=1");
    expect(status()).toBe("open");
    expect(state()).toMatchObject({ seq: 2, phase: "thinking", items: [{ text: "hi" }] });
  });

  test("waits longer each time, at random, and counts anew after a good connection", async () => {
    await connected();
    await pass(6_000);
    bridge.isUp = false;
    bridge.socket.breakOff(1001);
    const pauses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const { connection } = state();
      if (connection.status !== "reconnecting" || connection.retryAt === null)
        throw new Error("not waiting");
      pauses.push(connection.retryAt - Date.now());
      await pass(connection.retryAt - Date.now());
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]);
    bridge.isUp = true;
    await pass(7_500);
    expect(status()).toBe("open");
    await pass(6_000);
    bridge.socket.breakOff(1006);
    expect(state().connection).toMatchObject({ attempt: 1 });
  });

  test("that breaks at once each time does not begin anew", async () => {
    await connected();
    for (const attempt of [1, 2, 3, 4]) {
      bridge.socket.breakOff(1011);
      expect(state().connection).toMatchObject({ status: "reconnecting", attempt });
      await pass(250 * 2 ** (attempt - 1));
      expect(status()).toBe("open");
    }
  });

  test("is tried at once when the network comes or the page is looked at", async () => {
    await connected();
    bridge.socket.breakOff(1006);
    environment.online = false;
    environment.wake();
    expect(bridge.sockets).toHaveLength(1);
    environment.online = true;
    environment.wake();
    await pass(0);
    expect(bridge.sockets).toHaveLength(2);
    expect(status()).toBe("open");
  });

  test("says that there is no network", async () => {
    await connected();
    environment.online = false;
    bridge.socket.breakOff(1006);
    expect(state().connection).toMatchObject({ status: "reconnecting", offline: true });
  });

  test("that does not get through within ten seconds is given up", async () => {
    bridge.greet = () => undefined;
    await connected();
    expect(status()).toBe("connecting");
    await pass(10_000);
    expect(status()).toBe("reconnecting");
    expect(bridge.socket.isClosed).toBe(true);
  });
});

describe("a peer that says nothing", () => {
  test("is asked after a while, and left when it does not answer", async () => {
    const socket = await connected();
    await pass(20_000);
    expect(socket.of("ping")).toHaveLength(1);
    await pass(5_000);
    expect(status()).toBe("open");
    socket.isDeaf = true;
    await pass(25_000);
    expect(socket.isClosed).toBe(true);
    expect(bridge.sockets).toHaveLength(2);
  });

  test("is asked at once when the page is looked at again", async () => {
    const socket = await connected();
    socket.isDeaf = true;
    environment.wake();
    await pass(5_000);
    expect(socket.isClosed).toBe(true);
  });
});

describe("it makes no sense to come back", () => {
  test.each([
    [1008, "refused"],
    [4401, "unauthorized"],
    [4403, "forbidden"],
    [4404, "invalid_project"],
    [4410, "unknown_session"],
  ])("after the code %i", async (code, reason) => {
    const socket = await connected();
    socket.breakOff(code);
    expect(state().connection).toEqual({ status: "closed", reason });
    environment.wake();
    await pass(60_000);
    expect(bridge.sockets).toHaveLength(1);
    expect(client.sendMessage("hi")).toEqual({ accepted: false, code: reason });
  });

  test.each(["unauthorized", "forbidden"] as const)(
    "when the bridge says %s",
    async (admission) => {
      bridge.isUp = false;
      environment.admission = admission;
      await connected();
      expect(state().connection).toEqual({ status: "closed", reason: admission });
      await pass(60_000);
      expect(bridge.sockets).toHaveLength(1);
    },
  );

  test("but the person may still try", async () => {
    const socket = await connected();
    socket.breakOff(4401);
    client.reconnect();
    await pass(0);
    expect(status()).toBe("open");
  });

  test("to a session that was deleted", async () => {
    await connected("gone");
    expect(state().connection).toEqual({ status: "closed", reason: "unknown_session" });
  });
});

describe("an event", () => {
  test("that comes after a gap makes the client ask for what lies between", async () => {
    const socket = await connected();
    bridge.model.userSays("hi", "t1");
    bridge.model.phase("thinking");
    socket.cursor = 1;
    bridge.flush();
    expect(socket.of("resume")).toEqual([{ session_id: "s1", epoch: "e1", last_seq: 0 }]);
    expect(state()).toMatchObject({ seq: 2, phase: "thinking", items: [{ text: "hi" }] });
    expect(status()).toBe("open");
  });

  test("that the bridge does not keep any more comes with a snapshot", async () => {
    await connected();
    bridge.model.userSays("hi", "t1");
    bridge.flush();
    bridge.socket.breakOff(4408);
    bridge.model.phase("thinking");
    bridge.keeps = 0;
    await pass(1_000);
    expect(state()).toMatchObject({ seq: 2, phase: "thinking", items: [{ text: "hi" }] });
  });

  test("that a heartbeat knows of and does not come is asked for", async () => {
    const socket = await connected();
    bridge.model.userSays("hi", "t1");
    socket.cursor = 1;
    socket.tell({ type: "heartbeat", data: { head_seq: 1 } });
    expect(socket.of("resume")).toEqual([]);
    await pass(10_000);
    expect(state().items).toHaveLength(1);
  });

  test("of a restarted bridge begins with a snapshot", async () => {
    await connected();
    bridge.model.userSays("hi", "t1");
    bridge.flush();
    const restarted = new BridgeModel("s1", "default", "e2");
    restarted.userSays("hi", "t1");
    restarted.phase("thinking");
    bridge.model = restarted;
    bridge.socket.breakOff(1001);
    await pass(1_000);
    expect(state()).toMatchObject({
      epoch: "e2",
      seq: 2,
      phase: "thinking",
      items: [{ text: "hi" }],
    });
  });
});

describe("a message", () => {
  test("is sent once and leaves the outbox when the conversation has it", async () => {
    const socket = await connected();
    const outcome = client.sendMessage("hello", { model: "m", context: "review" });
    expect(outcome).toEqual({ accepted: true, id: "id1" });
    expect(socket.sent).toContainEqual({
      type: "user_message",
      id: "id1",
      data: { text: "hello", client_msg_id: "id1", model: "m", context: "review" },
    });
    expect(state()).toMatchObject({
      outbox: [],
      items: [{ kind: "user", key: "id1", text: "hello" }],
    });
  });

  test.each([
    ["  \n", "empty"],
    ["x".repeat(32_001), "too_long"],
  ])("%j is refused here: %s", async (text, code) => {
    const socket = await connected();
    expect(client.sendMessage(text)).toEqual({ accepted: false, code });
    expect(socket.of("user_message")).toEqual([]);
  });

  test("of 32000 characters is not too long, whatever they are", async () => {
    await connected();
    expect(client.sendMessage("😀".repeat(32_000)).accepted).toBe(true);
  });

  test("waits while a turn is being made: it is refused as `busy`", async () => {
    await connected();
    client.sendMessage("one");
    expect(client.sendMessage("two")).toEqual({ accepted: false, code: "busy" });
    expect(bridge.said).toEqual(["one"]);
  });

  test("that was written offline goes out once there is a connection", async () => {
    await connected();
    bridge.socket.breakOff(1006);
    client.sendMessage("one");
    client.sendMessage("two");
    expect(state().outbox).toMatchObject([
      { text: "one", status: "queued" },
      { text: "two", status: "queued" },
    ]);
    await pass(1_000);
    expect(bridge.said).toEqual(["one"]);
    bridge.model.endTurn("ok");
    bridge.flush();
    expect(bridge.said).toEqual(["one", "two"]);
    expect(state().outbox).toEqual([]);
  });

  test("that was lost on its way is sent again", async () => {
    await connected();
    bridge.loses = (frame) => frame.type === "user_message";
    client.sendMessage("one");
    expect(state().outbox).toMatchObject([{ status: "sending" }]);
    bridge.loses = () => false;
    bridge.socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.said).toEqual(["one"]);
    expect(state()).toMatchObject({ outbox: [], items: [{ text: "one" }] });
  });

  test("whose confirmation was lost is there once", async () => {
    await connected();
    bridge.socket.framesLeft = 0;
    client.sendMessage("one");
    await pass(1_000);
    expect(bridge.said).toEqual(["one"]);
    expect(state()).toMatchObject({ outbox: [], items: [{ text: "one" }] });
    expect(state().items).toHaveLength(1);
  });

  test("that the bridge refuses stays, with the reason, and may be sent again", async () => {
    await connected();
    bridge.refuses = (frame) => (frame.type === "user_message" ? "rate_limited" : undefined);
    client.sendMessage("one");
    expect(state().outbox).toMatchObject([
      { status: "refused", problem: { code: "rate_limited", retryAt: Date.now() + 3_000 } },
    ]);
    bridge.refuses = () => undefined;
    expect(client.sendMessage("two").accepted).toBe(true);
    bridge.model.endTurn("ok");
    bridge.flush();
    client.resend("id1");
    expect(bridge.said).toEqual(["two", "one"]);
    expect(state().outbox).toEqual([]);
  });

  test("may be taken back before it is sent", async () => {
    await connected();
    bridge.socket.breakOff(1006);
    client.sendMessage("one");
    client.discard("id1");
    await pass(1_000);
    expect(bridge.said).toEqual([]);
    expect(storage.kept.size).toBe(0);
  });

  test("survives a reload of the page, once", async () => {
    await connected();
    bridge.socket.framesLeft = 0;
    client.sendMessage("one");
    client.stop();
    await connected();
    expect(bridge.socket.address.searchParams.get("session")).toBe("s1");
    expect(bridge.said).toEqual(["one"]);
    expect(state()).toMatchObject({ outbox: [], items: [{ text: "one" }] });
    expect(storage.kept.size).toBe(0);
  });

  test("goes into another session when the one that was made for it is gone", async () => {
    await connected();
    bridge.isUp = false;
    bridge.socket.breakOff(1006);
    client.sendMessage("one");
    bridge.model = new BridgeModel("s2");
    bridge.isUp = true;
    await pass(20_000);
    expect(status()).toBe("open");
    expect(state()).toMatchObject({ session: { id: "s2" }, outbox: [], items: [{ text: "one" }] });
  });

  test("never goes into another session than the one it was written in", async () => {
    await connected("s1");
    client.sendMessage("one");
    bridge.socket.breakOff(1006);
    client.sendMessage("two");
    bridge.model = new BridgeModel("s2");
    await pass(20_000);
    expect(state().connection).toEqual({ status: "closed", reason: "unknown_session" });
    expect(bridge.said).toEqual(["one"]);
    expect(state().outbox).toMatchObject([{ text: "two" }]);
  });
});

describe("an approval", () => {
  async function asked(): Promise<FakeSocket> {
    const socket = await connected();
    bridge.onMessage = asksApproval;
    client.sendMessage("write");
    return socket;
  }

  test("is given for what was shown", async () => {
    const socket = await asked();
    client.approve("u1", { scope: "session" });
    client.approve("u1");
    client.deny("u1");
    expect(socket.of("tool_approval")).toEqual([
      { tool_use_id: "u1", approved: true, scope: "session", preview_hash: "0".repeat(64) },
    ]);
    expect(state().toolCalls["u1"]?.approval?.answering).toBe("approve");
    bridge.model.settles("u1", "approved");
    bridge.flush();
    expect(state()).toMatchObject({
      pending: [],
      toolCalls: { u1: { status: "approved", approval: null } },
    });
  });

  test("is not given for a question that the page has not drawn yet", async () => {
    const socket = await asked();
    const drawn: (() => void)[] = [];
    draw = (callback) => drawn.push(callback);
    bridge.model.asks({ type: "tool_request", data: { ...toolRequest("u1"), reason: "changed" } });
    bridge.flush();
    client.approve("u1");
    expect(socket.of("tool_approval")).toEqual([]);
    for (const callback of drawn) callback();
    client.approve("u1");
    expect(socket.of("tool_approval")).toHaveLength(1);
  });

  test("of an edited input says what it is", async () => {
    const socket = await asked();
    client.approve("u1", { updatedInput: { path: "b" } });
    expect(socket.of("tool_approval")).toEqual([
      {
        tool_use_id: "u1",
        approved: true,
        scope: "once",
        updated_input: { path: "b" },
        preview_hash: "0".repeat(64),
      },
    ]);
  });

  test("is refused with a reason", async () => {
    const socket = await asked();
    client.deny("u1", { reason: "no", always: true, interrupt: true });
    expect(socket.of("tool_approval")).toEqual([
      { tool_use_id: "u1", approved: false, scope: "never", reason: "no", interrupt: true },
    ]);
  });

  test("that may have been lost is given again", async () => {
    await asked();
    bridge.loses = (frame) => frame.type === "tool_approval";
    client.approve("u1");
    bridge.loses = () => false;
    bridge.socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.socket.of("tool_approval")).toMatchObject([
      { tool_use_id: "u1", approved: true },
    ]);
  });

  test("that has arrived is not given again", async () => {
    await asked();
    client.approve("u1");
    bridge.socket.breakOff(1006);
    bridge.model.settles("u1", "approved");
    await pass(1_000);
    expect(bridge.socket.of("tool_approval")).toEqual([]);
    expect(state().problems).toEqual([]);
  });

  test("of what has changed meanwhile is not given without the user", async () => {
    await asked();
    client.approve("u1");
    bridge.socket.breakOff(1006);
    bridge.model.asks({ type: "tool_request", data: { ...toolRequest("u1"), reason: "changed" } });
    bridge.keeps = 0;
    await pass(1_000);
    expect(bridge.socket.of("tool_approval")).toEqual([]);
    expect(state().toolCalls["u1"]?.approval).toMatchObject({ changed: true, answering: null });
  });

  test("waits until a bridge that was started again asks the same once more", async () => {
    await asked();
    const { messages } = bridge.model.snapshots[bridge.model.head] ?? {};
    bridge.model = new BridgeModel("s1", "default", "e2");
    bridge.model.goesOn(messages ?? [], "turn1");
    bridge.isUp = false;
    bridge.socket.breakOff(1001);
    client.approve("u1");
    bridge.isUp = true;
    await pass(2_000);
    expect(state().toolCalls["u1"]).toMatchObject({ status: "waiting", approval: null });
    expect(bridge.socket.of("tool_approval")).toEqual([]);
    bridge.model.asks({ type: "tool_request", data: toolRequest("u1", { path: "a" }) });
    bridge.flush();
    expect(bridge.socket.of("tool_approval")).toMatchObject([
      { tool_use_id: "u1", approved: true },
    ]);
    expect(state().toolCalls["u1"]?.approval?.answering).toBe("approve");
  });

  test("given offline goes out when there is a connection", async () => {
    await asked();
    bridge.socket.breakOff(1006);
    client.approve("u1");
    await pass(1_000);
    expect(bridge.socket.of("tool_approval")).toHaveLength(1);
  });

  test("that somebody else has given first is told", async () => {
    await asked();
    bridge.refuses = () => "approval_already_resolved";
    client.approve("u1");
    expect(state().problems).toMatchObject([{ code: "approval_already_resolved" }]);
    expect(state().toolCalls["u1"]?.approval?.answering).toBeNull();
    client.dismiss(state().problems[0]?.key ?? "");
    expect(state().problems).toEqual([]);
  });

  test("that the bridge refuses may be given again", async () => {
    await asked();
    bridge.refuses = () => "internal_error";
    client.approve("u1");
    expect(state().toolCalls["u1"]?.approval).toMatchObject({
      answering: null,
      problem: { code: "internal_error" },
    });
  });

  test("with an input that no frame holds is refused here", async () => {
    const socket = await asked();
    client.approve("u1", { updatedInput: { content: "x".repeat(1 << 20) } });
    expect(socket.of("tool_approval")).toEqual([]);
    expect(state().toolCalls["u1"]?.approval).toMatchObject({
      answering: null,
      problem: { code: "too_large" },
    });
  });

  test("of a call that asks nothing is a problem", async () => {
    await connected();
    client.approve("unknown");
    expect(state().problems).toMatchObject([{ code: "approval_already_resolved" }]);
  });
});

describe("an elicitation", () => {
  async function asked(): Promise<FakeSocket> {
    const socket = await connected();
    bridge.model.userSays("hi", "t1");
    bridge.model.asks({
      type: "elicitation_request",
      data: { id: "q1", message: "Sure?", requested_schema: {} },
    });
    bridge.flush();
    return socket;
  }

  test("is answered once, and again if that may have been lost", async () => {
    const socket = await asked();
    client.answer("q1", "accept", { yes: true });
    client.answer("q1", "decline");
    expect(socket.of("elicitation_response")).toEqual([
      { id: "q1", action: "accept", content: { yes: true } },
    ]);
    expect(state().elicitations["q1"]?.answering).toBe("accept");
    socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.socket.of("elicitation_response")).toHaveLength(1);
    bridge.model.answered("q1", "accept");
    bridge.flush();
    expect(state()).toMatchObject({ elicitations: {}, pending: [] });
  });

  test("that is refused may be answered again", async () => {
    await asked();
    bridge.refuses = () => "internal_error";
    client.answer("q1", "cancel");
    expect(state().elicitations["q1"]?.answering).toBeNull();
    expect(state().problems).toMatchObject([{ code: "internal_error" }]);
  });
});

describe("a login that a call waits for", () => {
  async function asked(): Promise<FakeSocket> {
    const socket = await connected();
    bridge.model.userSays("hi", "t1");
    bridge.model.asks({
      type: "login_request",
      data: { id: "l1", tool_use_id: "toolu_1", server: "web", host: "login.example.com" },
    });
    bridge.flush();
    return socket;
  }

  test("is cancelled once, and again if that may have been lost", async () => {
    const socket = await asked();
    expect(state().elicitations["l1"]).toMatchObject({
      server: "web",
      loginHost: "login.example.com",
    });
    client.answer("l1", "cancel");
    client.answer("l1", "cancel");
    expect(socket.of("login_cancel")).toEqual([{ id: "l1" }]);
    expect(socket.of("elicitation_response")).toEqual([]);
    socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.socket.of("login_cancel")).toEqual([{ id: "l1" }]);
    bridge.model.loginEnded("l1", "cancelled");
    bridge.flush();
    expect(state()).toMatchObject({ elicitations: {}, pending: [] });
  });

  test("ends when the user has logged in", async () => {
    await asked();
    bridge.model.loginEnded("l1", "ended");
    bridge.flush();
    expect(state()).toMatchObject({ elicitations: {}, pending: [] });
  });
});

describe("stopping a turn", () => {
  test("names it, and is said again after the connection was lost", async () => {
    const socket = await connected();
    client.sendMessage("hi");
    client.cancelTurn();
    expect(socket.of("cancel")).toEqual([{ turn_id: "turn1" }]);
    socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.socket.of("cancel")).toEqual([{ turn_id: "turn1" }]);
    bridge.model.endTurn("cancelled");
    bridge.flush();
    bridge.socket.breakOff(1006);
    await pass(1_000);
    expect(bridge.socket.of("cancel")).toEqual([]);
  });

  test("is nothing when there is none", async () => {
    const socket = await connected();
    client.cancelTurn();
    expect(socket.of("cancel")).toEqual([]);
  });
});

describe("options", () => {
  test("are the title and the language", async () => {
    const socket = await connected();
    client.rename("  A chat  ");
    client.setLocale("en");
    client.setLocale("en");
    expect(socket.of("set_options")).toEqual([{ title: "A chat" }, { locale: "en" }]);
    socket.breakOff(1006);
    client.rename("later");
    expect(state().problems).toMatchObject([{ code: "unreachable" }]);
    await pass(1_000);
    expect(bridge.socket.address.searchParams.get("locale")).toBe("en");
  });
});
