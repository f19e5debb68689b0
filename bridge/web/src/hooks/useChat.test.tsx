import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import { createQueryClient, useServers, useSessions, useTokenUsage } from "@/rest";
import { BridgeModel } from "@/testing/bridgeModel";
import { FakeBridge } from "@/testing/fakeBridge";

import { useChat } from "./useChat";

let bridge: FakeBridge;

function Page({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>{children}</QueryClientProvider>
    </StrictMode>
  );
}

function shownChat(sessionId?: string) {
  return renderHook(({ id }) => useChat("default", { sessionId: id }), {
    wrapper: Page,
    initialProps: { id: sessionId },
  });
}

beforeEach(() => {
  bridge = new FakeBridge();
  const open = vi.fn((address: string) => bridge.openSocket(address));
  vi.stubGlobal("WebSocket", function WebSocket(address: string) {
    return open(address);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
  act(() => languageChoice.choose("en"));
});

describe("useChat", () => {
  test("connects, says something and shows the answer as it comes", async () => {
    const { result } = shownChat();
    expect(result.current.state.connection.status).toBe("connecting");
    await waitFor(() => expect(result.current.state.connection.status).toBe("open"));
    expect(result.current.isStreaming).toBe(false);
    act(() => void result.current.sendMessage("hello"));
    await waitFor(() =>
      expect(result.current.messages).toMatchObject([{ kind: "user", text: "hello" }]),
    );
    expect(result.current.isStreaming).toBe(true);
    bridge.model.beginMessage("m1");
    bridge.model.beginBlock(0, { type: "text" });
    for (const piece of ["Olá", " mundo"]) bridge.model.grow(0, "text", piece);
    act(() => bridge.flush());
    await waitFor(() =>
      expect(result.current.messages[1]).toMatchObject({
        status: "open",
        blocks: [{ text: "Olá mundo" }],
      }),
    );
    bridge.model.endMessage([{ type: "text", text: "Olá mundo" }], "end_turn", 2);
    bridge.model.endTurn("ok");
    act(() => bridge.flush());
    await waitFor(() => expect(result.current.isStreaming).toBe(false));
  });

  test("gives the same functions for as long as the chat is the same", async () => {
    const { result, rerender } = shownChat();
    await waitFor(() => expect(result.current.state.connection.status).toBe("open"));
    const { sendMessage, stop, approve } = result.current;
    rerender({ id: undefined });
    expect(result.current).toMatchObject({ sendMessage, stop, approve });
  });

  test("stays when a new chat is asked for by its session, and leaves for another one", async () => {
    const { result, rerender } = shownChat();
    await waitFor(() => expect(result.current.state.session?.id).toBe("s1"));
    const count = bridge.sockets.length;
    rerender({ id: "s1" });
    expect(bridge.sockets).toHaveLength(count);
    bridge.model = new BridgeModel("s2");
    const before = bridge.socket;
    rerender({ id: "s2" });
    await waitFor(() => expect(result.current.state.session?.id).toBe("s2"));
    expect(before.isClosed).toBe(true);
    rerender({ id: undefined });
    await waitFor(() => expect(bridge.socket.address.searchParams.has("session")).toBe(false));
  });

  test("leaves with the component", async () => {
    const { result, unmount } = shownChat();
    await waitFor(() => expect(result.current.state.connection.status).toBe("open"));
    unmount();
    expect(bridge.sockets.every((socket) => socket.isClosed)).toBe(true);
  });

  test("tells the bridge the language", async () => {
    const { result } = shownChat();
    await waitFor(() => expect(result.current.state.connection.status).toBe("open"));
    act(() => languageChoice.choose("pt-BR"));
    await waitFor(() => expect(bridge.socket.of("set_options")).toEqual([{ locale: "pt-BR" }]));
  });
});

describe("useTokenUsage", () => {
  test("asks again when the chat has used something", async () => {
    let total = 0;
    const answer = () => Promise.resolve(Response.json({ total_tokens: (total += 1) }));
    vi.stubGlobal("fetch", vi.fn(answer));
    const { result } = renderHook(
      () => ({ chat: useChat("default"), usage: useTokenUsage("default") }),
      {
        wrapper: Page,
      },
    );
    await waitFor(() => expect(result.current.chat.state.connection.status).toBe("open"));
    await waitFor(() => expect(result.current.usage.data).toBeDefined());
    const before = total;
    act(() => void result.current.chat.sendMessage("hello"));
    bridge.model.endTurn("ok");
    act(() => bridge.flush());
    await waitFor(() => expect(result.current.usage.data?.total_tokens).toBeGreaterThan(before));
  });
});

describe("what the bridge answers late", () => {
  type Answer = (body: unknown) => void;

  function answering(): Answer[] {
    const answers: Answer[] = [];
    const ask = () =>
      new Promise((resolve) => answers.push((body) => resolve(Response.json(body))));
    vi.stubGlobal("fetch", vi.fn(ask));
    return answers;
  }

  test("is asked for again when the chat has gone on since", async () => {
    const answers = answering();
    const { result } = renderHook(
      () => ({ chat: useChat("default"), sessions: useSessions("default") }),
      { wrapper: Page },
    );
    await waitFor(() => expect(result.current.chat.state.connection.status).toBe("open"));
    act(() => void result.current.chat.sendMessage("hello"));
    await waitFor(() => expect(result.current.chat.messages).toHaveLength(1));
    const before = answers.length;
    for (const answer of answers) answer({ sessions: [] });
    await waitFor(() => expect(answers.length).toBeGreaterThan(before));
    for (const answer of answers) answer({ sessions: [{ id: "s1" }] });
    await waitFor(() => expect(result.current.sessions.data).toMatchObject([{ id: "s1" }]));
  });

  test("does not replace what it has told since", async () => {
    const answers = answering();
    const { result } = renderHook(() => ({ chat: useChat("default"), servers: useServers() }), {
      wrapper: Page,
    });
    await waitFor(() => expect(result.current.chat.state.connection.status).toBe("open"));
    act(() => {
      bridge.socket.tell({ type: "servers_update", data: { servers: [] } });
    });
    await waitFor(() => expect(result.current.servers.data).toEqual([]));
    for (const answer of answers) answer({ servers: [{ name: "from before" }] });
    await waitFor(() => expect(result.current.servers.fetchStatus).toBe("idle"));
    expect(result.current.servers.data).toEqual([]);
  });
});
