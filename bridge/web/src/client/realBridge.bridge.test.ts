// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import type { AssistantItem, ChatState } from "@/chat/model";
import { isBusy } from "@/chat/selectors";
import type { ToolCallProgress } from "@/protocol";
import * as rest from "@/rest/endpoints";
import { lasting } from "@/testing/lasting";
import { programs, RealBridge } from "@/testing/node/realBridge";

import type { ChatClient } from "./chatClient";

const text = (words: string, more: object = {}) => ({
  answer: { blocks: [{ type: "text", text: words, ...more }] },
});
const calls = (name: string, input: object) => ({ type: "tool_use", name, input });
const writes = (path: string) =>
  calls("mcp__workspace__write_file", { path, content: "Olá, mundo!\n".repeat(20) });

const longText = "Um parágrafo com **negrito**, `código` e acentos: ação, 日本, 👩‍💻.\n\n";

const scenario = {
  scenarios: [
    {
      match: "stream",
      by_depth: true,
      steps: [
        {
          answer: {
            blocks: [
              { type: "thinking", thinking: "Hmm, let me think about that." },
              { type: "text", text: longText, repeat: 6, piece: 5 },
            ],
          },
        },
      ],
    },
    {
      match: "two files",
      by_depth: true,
      steps: [
        {
          answer: {
            blocks: [{ type: "text", text: "Two of them." }, writes("one.txt"), writes("two.txt")],
          },
        },
        text("Both are written now.", { piece: 3 }),
      ],
    },
    {
      match: "write",
      by_depth: true,
      steps: [
        { answer: { blocks: [{ type: "text", text: "I will." }, writes("notes/hello.txt")] } },
        text("Done."),
      ],
    },
    {
      match: "deploy",
      by_depth: true,
      steps: [
        { answer: { blocks: [calls("mcp__features__deploy", { app: "shop" })] } },
        text("It says: ${results}"),
      ],
    },
    {
      match: "hang",
      by_depth: true,
      steps: [{ ...text("This will never end, ", { repeat: 50 }), faults: { stall_after: 12 } }],
    },
    {
      match: "wait",
      by_depth: true,
      steps: [
        { answer: { blocks: [calls("mcp__features__waits_for_stop", {})] } },
        text("After it."),
      ],
    },
    {
      match: "limit",
      by_depth: true,
      steps: [
        {
          error: {
            status: 429,
            type: "rate_limit_error",
            message: "slow down",
            headers: { "retry-after": "90", "x-should-retry": "false" },
          },
        },
      ],
    },
    {
      match: "breaks",
      by_depth: true,
      steps: [
        {
          ...text("It breaks off in the mid", { piece: 4 }),
          faults: { error_after: { deltas: 3, type: "overloaded_error", message: "busy" } },
        },
      ],
    },
  ],
  steps: [],
};

async function until(client: ChatClient, what: (state: ChatState) => boolean): Promise<ChatState> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (!what(client.store.state)) return;
      clearTimeout(timer);
      leave();
      resolve(client.store.state);
    };
    const timer = setTimeout(() => {
      leave();
      reject(
        new Error(`it did not come to that: ${JSON.stringify(client.store.state).slice(0, 3000)}`),
      );
    }, 10_000);
    const leave = client.store.subscribe(check);
    check();
  });
}

const isOpen = (state: ChatState) => state.connection.status === "open";
const hasEnded = (state: ChatState) =>
  isOpen(state) && !isBusy(state) && state.items.length > 0 && !state.outbox.length;
const asks = (state: ChatState) => state.pending.length > 0;

function words(state: ChatState): string {
  return state.items
    .filter((item): item is AssistantItem => item.kind === "assistant")
    .flatMap((item) =>
      item.blocks.map((block) => ("text" in block ? block.text : `[${block.toolUseId}]`)),
    )
    .join("|");
}

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const bridge = new RealBridge();

async function opened(): Promise<ChatClient> {
  const client = bridge.client();
  await until(client, isOpen);
  return client;
}

async function said(words: string): Promise<ChatClient> {
  const client = await opened();
  expect(client.sendMessage(words)).toMatchObject({ accepted: true });
  return client;
}

function approveAll(client: ChatClient): void {
  const { pending } = client.store.state;
  for (const question of pending) {
    if (question.kind === "approval") client.approve(question.toolUseId);
  }
}

// Times differ: those in the history are from the messages, not from the events.
function withoutTimes(state: ChatState) {
  const { items, toolCalls, ...rest } = lasting(state);
  return {
    ...rest,
    items: items.map((item) => ({ ...item, at: 0, completedAt: 0 })),
    toolCalls: toolCalls.map((call) => ({ ...call, startedAt: call.startedAt && 0 })),
  };
}

/** The state in a second page that opens the session later. */
async function newcomer(client: ChatClient): Promise<ChatState> {
  const other = bridge.client({ sessionId: client.store.state.session?.id });
  return until(other, isOpen);
}

if (!programs) {
  process.stderr.write("MCP_BIN does not name a directory with the programs: the tests with a real bridge are skipped.\n");
}

describe.skipIf(!programs)("with the real bridge", () => {
  beforeAll(() => bridge.start(scenario));
  afterAll(() => bridge.stop());

  test("an answer streams, is counted, and a second page shows the same", async () => {
    const client = await said("stream please");
    const state = await until(client, hasEnded);
    expect(words(state)).toBe(`Hmm, let me think about that.|${longText.repeat(6)}`);
    expect(state.items[1]).toMatchObject({
      status: "complete",
      stopReason: "end_turn",
      model: "claude-sonnet-5-5",
    });
    expect(state.usage.session.totalTokens).toBeGreaterThan(0);
    expect(state.usage.session.costUsd).toBeGreaterThan(0);
    expect(state.lastTurn).toMatchObject({ end: "ok", requests: 1 });
    expect(state.session?.title).toBe("stream please");
    const other = await newcomer(client);
    expect(withoutTimes(other)).toEqual(withoutTimes(state));
  });

  test("a file is written after an approval, and its pieces are seen as they land", async () => {
    const client = await said("write it");
    const waiting = await until(client, asks);
    const [call] = Object.values(waiting.toolCalls);
    expect(call).toMatchObject({
      status: "awaiting_approval",
      server: "workspace",
      name: "write_file",
      preview: { kind: "new_file", path: "notes/hello.txt" },
    });
    client.approve(call?.id ?? "", {
      updatedInput: { ...call?.input, content: "Edited.\n", createParents: true },
    });
    const state = await until(client, hasEnded);
    expect(bridge.content("notes/hello.txt")).toBe("Edited.\n");
    expect(state.toolCalls[call?.id ?? ""]).toMatchObject({
      status: "done",
      editedInput: { content: "Edited.\n" },
      output: { text: "Edited.\n" },
      result: { isError: false },
    });
    expect(words(state)).toContain("Done.");
    expect(withoutTimes(await newcomer(client))).toEqual(withoutTimes(state));
  });

  test("a call is denied with a reason, and the turn goes on", async () => {
    const client = await said("write again");
    const waiting = await until(client, asks);
    const [call] = Object.values(waiting.toolCalls);
    client.deny(call?.id ?? "", { reason: "not today" });
    const state = await until(client, hasEnded);
    expect(state.toolCalls[call?.id ?? ""]).toMatchObject({ status: "denied" });
    expect(state.toolCalls[call?.id ?? ""]?.result?.text).toContain("not today");
    expect(withoutTimes(await newcomer(client))).toEqual(withoutTimes(state));
  });

  test("an input that the tool does not take is asked for again", async () => {
    const client = await said("write wrongly");
    const waiting = await until(client, asks);
    const id = Object.keys(waiting.toolCalls)[0] ?? "";
    client.approve(id, { updatedInput: { path: 7 } });
    const isAskedAgain = ({ toolCalls }: ChatState) => {
      const approval = toolCalls[id]?.approval;
      return Boolean(approval?.problem?.detail) && approval?.answering === null;
    };
    const again = await until(client, isAskedAgain);
    expect(again.toolCalls[id]?.approval?.problem).toMatchObject({ code: "invalid_payload" });
    expect(again.toolCalls[id]?.approval?.problem?.detail).toContain("`path` must be a string");
    client.deny(id);
    await until(client, hasEnded);
  });

  test("a server asks, in a form, twice", async () => {
    const client = await said("deploy");
    await until(client, asks);
    approveAll(client);
    for (const content of [{ yes: true }, { region: "north", town: " pole" }]) {
      const state = await until(client, ({ pending }) =>
        pending.some((each) => each.kind === "elicitation"),
      );
      const [question] = Object.values(state.elicitations);
      expect(question?.requestedSchema).toMatchObject({ type: "object" });
      client.answer(question?.id ?? "", "accept", content);
      await until(client, ({ elicitations }) => !elicitations[question?.id ?? ""]);
    }
    expect(words(await until(client, hasEnded))).toContain("deployed to north pole");
  });

  test("a stop ends the stream where it is, in every tab", async () => {
    const client = await said("hang");
    await until(client, (state) => words(state).length > 20);
    client.cancelTurn();
    const state = await until(client, hasEnded);
    expect(state.items[1]).toMatchObject({ status: "cancelled" });
    expect(state.lastTurn?.end).toBe("cancelled");
    expect(withoutTimes(await newcomer(client))).toEqual(withoutTimes(state));
  });

  test("a stop reaches the tool that runs", async () => {
    const client = await said("wait");
    await until(client, asks);
    approveAll(client);
    await until(client, (state) =>
      Object.values(state.toolCalls).some((call) => call.progress !== null),
    );
    client.cancelTurn();
    const state = await until(client, hasEnded);
    expect(Object.values(state.toolCalls)).toMatchObject([{ status: "cancelled" }]);
    expect(withoutTimes(await newcomer(client))).toEqual(withoutTimes(state));
  });

  test("a rate limit says when to come back", async () => {
    const client = await said("limit");
    const state = await until(client, hasEnded);
    const notice = state.items.at(-1);
    expect(notice).toMatchObject({ kind: "notice", code: "ai_limite_excedido" });
    if (notice?.kind !== "notice") throw new Error("no notice");
    expect((notice.retryAt ?? 0) - notice.at).toBe(90_000);
    expect(notice.detail).not.toContain("Rate limit exceeded");
  });

  test("an answer that breaks off is the same for who was there and who was not", async () => {
    const client = await said("breaks");
    const state = await until(client, hasEnded);
    expect(state.items).toMatchObject([
      { kind: "user" },
      { status: "interrupted" },
      { code: "ai_indisponivel" },
    ]);
    expect(withoutTimes(await newcomer(client))).toEqual(withoutTimes(state));
  });

  test.each([1, 2, 4, 8])(
    "a proxy that cuts the socket after %i frames changes nothing",
    async (count) => {
      const undisturbed = await said("two files");
      const cut = bridge.client({}, { breaksAfter: count + 2 });
      await until(cut, isOpen);
      cut.sendMessage("two files");
      const follow = (client: ChatClient) => client.store.subscribe(() => approveAll(client));
      [undisturbed, cut].forEach((client) => {
        follow(client);
        approveAll(client);
      });
      const [one, other] = [await until(undisturbed, hasEnded), await until(cut, hasEnded)];
      expect(words(other).replace(/\[.*?\]/g, "")).toBe(words(one).replace(/\[.*?\]/g, ""));
      expect(
        Object.values(other.toolCalls).map((call) => [call.status, call.result?.isError]),
      ).toEqual(Object.values(one.toolCalls).map((call) => [call.status, call.result?.isError]));
      expect(withoutTimes(await newcomer(cut))).toEqual(withoutTimes(other));
    },
  );

  test("a page that is opened while a turn is made sees how its calls have ended", async () => {
    const client = await said("two files");
    const { pending } = await until(client, ({ pending }) => pending.length === 2);
    const [first, second] = pending.flatMap((each) =>
      each.kind === "approval" ? [each.toolUseId] : [],
    );
    client.approve(first ?? "", {
      updatedInput: { path: `late-${Date.now()}.txt`, content: "x" },
    });
    const state = await until(client, ({ toolCalls }) => Boolean(toolCalls[first ?? ""]?.result));
    const { status, name, server, durationMs, result } = state.toolCalls[first ?? ""] ?? {};
    expect(status).toBe("done");
    const seen = (await newcomer(client)).toolCalls;
    expect(seen[first ?? ""]).toMatchObject({ status, name, server, durationMs, result });
    expect(seen[first ?? ""]?.startedAt).toBeGreaterThan(0);
    expect(seen[second ?? ""]).toMatchObject({ status: "awaiting_approval" });
    client.deny(second ?? "");
    await until(client, hasEnded);
  });

  test("a message of which nobody knows whether it arrived is there once", async () => {
    let isLost = false;
    const loses = (frame: { type: string }) =>
      frame.type === "user_message" && !isLost && (isLost = true);
    const client = bridge.client({}, { loses });
    await until(client, isOpen);
    client.sendMessage("stream it");
    const state = await until(client, hasEnded);
    expect(isLost).toBe(true);
    expect(state.items.filter((item) => item.kind === "user")).toHaveLength(1);
  });

  test("a message during a turn is refused by the bridge, too", async () => {
    const client = await said("hang on");
    await until(client, (state) => words(state).length > 20);
    const other = bridge.client({ sessionId: client.store.state.session?.id });
    await until(other, isOpen);
    expect(other.sendMessage("me too")).toEqual({ accepted: false, code: "busy" });
    client.cancelTurn();
    await until(other, hasEnded);
  });

  test("two tabs: the first answer counts, and both see it", async () => {
    const client = await said("write twice");
    const waiting = await until(client, asks);
    const id = Object.keys(waiting.toolCalls)[0] ?? "";
    const other = bridge.client({ sessionId: client.store.state.session?.id });
    await until(other, asks);
    client.deny(id);
    other.deny(id);
    const [one, two] = [await until(client, hasEnded), await until(other, hasEnded)];
    expect(withoutTimes(two)).toEqual(withoutTimes(one));
    const problems = [...client.store.state.problems, ...other.store.state.problems];
    expect(problems.every((problem) => problem.code === "approval_already_resolved")).toBe(true);
  });

  test("a bridge that is killed comes back with its question", async () => {
    const client = await said("write later");
    const waiting = await until(client, asks);
    const id = Object.keys(waiting.toolCalls)[0] ?? "";
    const { epoch } = waiting;
    await bridge.kill();
    await until(client, (state) => state.connection.status === "reconnecting");
    client.approve(id, { updatedInput: { path: "later.txt", content: "x" } });
    await bridge.open();
    const state = await until(client, (now) => now.epoch !== epoch && hasEnded(now));
    expect(state.toolCalls[id]).toMatchObject({ status: "done" });
    expect(bridge.content("later.txt")).toBe("x");
  });

  test("a wrong token, a project and a session that are not there end it", async () => {
    const intruder = bridge.client({}, {}, "another-token");
    await until(intruder, ({ connection }) => connection.status === "closed");
    expect(intruder.store.state.connection).toEqual({ status: "closed", reason: "unauthorized" });
    const lost = bridge.client({ projectId: "nowhere" });
    await until(lost, ({ connection }) => connection.status === "closed");
    expect(lost.store.state.connection).toEqual({ status: "closed", reason: "invalid_project" });
    const late = bridge.client({ sessionId: "nothing" });
    await until(late, ({ connection }) => connection.status === "closed");
    expect(late.store.state.connection).toEqual({ status: "closed", reason: "unknown_session" });
  });

  describe("every address of REST answers as it is written here:", () => {
    beforeAll(() => void vi.stubGlobal("fetch", bridge.fetch));
    afterAll(() => void vi.unstubAllGlobals());

    test("chats", async () => {
      const client = await said("stream this");
      const id = (await until(client, hasEnded)).session?.id ?? "";
      const found = await rest.getSessions({ project: "default", text: "stream this" });
      expect(found).toMatchObject([{ id, project: "default", title: "stream this", model: "" }]);
      const detail = await rest.getSession(id);
      expect(detail).toMatchObject({
        phase: "idle",
        pending: [],
        usage: { requests: 1, unpriced_requests: 0 },
      });
      expect(Number(detail.usage.total_cost_usd)).toBeGreaterThan(0);
      expect(await rest.getMessages(id)).toEqual(detail.messages);
      await rest.renameSession(id, "Another title");
      expect(
        (await until(client, (state) => state.session?.title === "Another title")).session?.id,
      ).toBe(id);
      await rest.deleteSession(id);
      await until(client, ({ connection }) => connection.status === "closed");
      expect(client.store.state.connection).toEqual({
        status: "closed",
        reason: "unknown_session",
      });
      await expect(rest.getSession(id)).rejects.toMatchObject({ code: "not_found", status: 404 });
    });

    test("a new chat", async () => {
      const { id, project } = await rest.createSession("default", "claude-haiku-5-5");
      expect(project).toBe("default");
      expect(await rest.getSession(id)).toMatchObject({
        session: { id, model: "claude-haiku-5-5" },
      });
      await expect(rest.createSession("nowhere")).rejects.toMatchObject({
        code: "invalid_project",
      });
    });

    test("usage", async () => {
      expect(await rest.getProjects()).toEqual(["default"]);
      const usage = await rest.getTokenUsage("default");
      expect(usage).toMatchObject({
        project_id: "default",
        unpriced_requests: 0,
        budget: { state: "ok", hard_tokens: null, soft_usd: null },
      });
      expect(usage.today.total_tokens).toBe(usage.total_tokens);
      const days = await rest.getUsageByDay("default");
      expect(days.at(-1)).toMatchObject({ day: new Date().toISOString().slice(0, 10) });
    });

    test("servers and tools", async () => {
      const tools = await rest.getTools();
      const echo = tools.find((each) => each.api_name === "mcp__features__echo");
      expect(echo).toMatchObject({
        server: "features",
        name: "echo",
        inputSchema: { type: "object" },
      });
      expect(await rest.callTool("mcp__features__echo", { text: "oi" })).toMatchObject({
        result: { content: [{ type: "text", text: "oi" }] },
      });
      const seen: ToolCallProgress[] = [];
      const content = "Olá, mundo!\n".repeat(20);
      const written = await rest.callTool(
        "mcp__workspace__write_file",
        { path: "by-hand.txt", content },
        { onProgress: (progress) => seen.push(progress) },
      );
      expect(written.result.isError ?? false).toBe(false);
      const pieces = seen.filter((progress) => progress.chunk);
      expect(pieces.map((progress) => progress.message).join("")).toBe(content);
      const leaves = new AbortController();
      const left = rest.callTool(
        "mcp__features__waits_for_stop",
        {},
        { signal: leaves.signal, onProgress: () => leaves.abort() },
      );
      await expect(left).rejects.toMatchObject({ name: "AbortError" });
      await expect(rest.callTool("mcp__features__echo", { text: 7 })).rejects.toMatchObject({
        code: "invalid_payload",
      });
      const servers = await rest.getServers();
      expect(servers.map((each) => [each.name, each.state])).toContainEqual(["features", "ready"]);
      expect(await rest.getReadiness()).toMatchObject({ model: true });
      expect((await rest.getModels()).default).toBe("claude-sonnet-5-5");
    });

    test("approvals and rules", async () => {
      const client = await said("write by rule");
      const { session, pending } = await until(client, asks);
      const id = session?.id ?? "";
      const [approval] = await rest.getApprovals(id);
      expect(pending).toMatchObject([{ kind: "approval", toolUseId: approval?.id }]);
      client.approve(approval?.id ?? "", { scope: "session" });
      await until(client, hasEnded);
      const [rule] = (await rest.getRules()).filter((each) => each.session === id);
      expect(rule).toMatchObject({ decision: "allow", server: "workspace", tool: "write_file" });
      await rest.revokeRule(rule?.id ?? 0);
      expect((await rest.getRules()).filter((each) => each.session === id)).toEqual([]);
      await expect(rest.revokeRule(rule?.id ?? 0)).rejects.toMatchObject({ code: "not_found" });
      await expect(
        rest.decideApproval(id, approval?.id ?? "", { approved: true }),
      ).rejects.toMatchObject({
        code: "approval_already_resolved",
        status: 409,
      });
    });
  });

  test("and nobody has said what another does not understand", async () => {
    expect(bridge.misunderstandings).toEqual(["invalid_project"]);
    expect(await bridge.complaints()).toBe("");
  });
});
