import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";

import type { ChatState } from "@/chat/model";
import type { Chat } from "@/hooks/chat";
import { languageChoice } from "@/i18n";
import {
  approval,
  assistantItem,
  chatState,
  chatWith,
  noticeItem,
  toolCall,
  userItem,
} from "@/testing/chatFixtures";
import { Page } from "@/testing/renderInChat";

import { ChatView } from "./ChatView";

beforeEach(() => {
  languageChoice.choose("en");
  localStorage.clear();
  vi.stubGlobal("fetch", () =>
    Promise.resolve(Response.json({ models: [], default: "", tools: [], usage: null })),
  );
  // jsdom has no layout: every element has its estimated height, in a window of 800 pixels.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
});

function show(state: ChatState, part: Partial<Chat> = {}, noModel = false) {
  const view = (next: ChatState) => (
    <ChatView chat={chatWith(next, part)} draftKey="s1" noModel={noModel} />
  );
  const { rerender } = render(view(state), { wrapper: Page });
  return { user: userEvent.setup(), update: (next: ChatState) => rerender(view(next)) };
}

const turn = { id: "t1", startedAt: 0 };

describe("a new chat", () => {
  test("says what this is, and an example becomes the draft", async () => {
    const sendMessage = vi.fn<Chat["sendMessage"]>(() => ({ accepted: true, id: "1" }));
    const { user } = show(chatState(), { sendMessage });
    await user.click(screen.getByRole("button", { name: /Create a file/ }));
    expect(screen.getByLabelText("Message")).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(sendMessage).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining("notes/hello.txt"),
      {},
    );
  });

  test("without a key leads to the inspector, and sends nothing", () => {
    show(chatState(), {}, true);
    expect(screen.getByRole("link", { name: "Open the inspector" })).toHaveAttribute(
      "href",
      "/inspector",
    );
    expect(screen.getByRole("alert")).toHaveTextContent("Sending messages needs ANTHROPIC_API_KEY");
  });
});

describe("a turn", () => {
  test("is stopped by Escape, wherever the focus is", async () => {
    const stop = vi.fn();
    const { user } = show(chatState({ phase: "streaming", turn, items: [userItem("Hi")] }), {
      stop,
    });
    await user.keyboard("{Escape}");
    expect(stop).toHaveBeenCalledOnce();
  });

  test("is not there to be stopped otherwise", async () => {
    const stop = vi.fn();
    const { user } = show(chatState({ items: [userItem("Hi")] }), { stop });
    await user.keyboard("{Escape}");
    expect(stop).not.toHaveBeenCalled();
  });

  test.each<[Partial<ChatState>, string]>([
    [{ phase: "thinking", turn }, "AI typing…"],
    [{ phase: "streaming", turn }, "AI typing…"],
    [
      {
        connection: {
          status: "reconnecting",
          attempt: 2,
          retryAt: Date.now() + 9000,
          offline: false,
        },
      },
      "Reconnecting…",
    ],
    [
      { connection: { status: "reconnecting", attempt: 2, retryAt: null, offline: true } },
      "You are offline",
    ],
    [
      {
        phase: "running_tools",
        turn,
        toolCalls: {
          toolu_1: toolCall({ status: "running", output: { text: "x", omitted: 0, pieces: 1 } }),
        },
      },
      "File being created…",
    ],
  ])("%j says %s", (part, words) => {
    show(chatState({ items: [userItem("Hi")], ...part }));
    expect(screen.getByRole("status")).toHaveTextContent(words);
  });

  test("that failed can be tried again", async () => {
    const sendMessage = vi.fn<Chat["sendMessage"]>(() => ({ accepted: true, id: "1" }));
    const retry = vi.fn<Chat["retry"]>();
    const items = [userItem("Hi"), noticeItem()];
    const { user } = show(chatState({ items }), { sendMessage, retry });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledExactlyOnceWith({});
    expect(sendMessage).not.toHaveBeenCalled();
  });

  test("that the model declined can be said again", async () => {
    const sendMessage = vi.fn<Chat["sendMessage"]>(() => ({ accepted: true, id: "1" }));
    const items = [userItem("Hi"), noticeItem({ code: "refusal" })];
    const { user } = show(chatState({ items }), { sendMessage });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(sendMessage).toHaveBeenCalledExactlyOnceWith("Hi", {});
  });

  test("that failed by a limit is tried again only when that makes sense", () => {
    show(chatState({ items: [userItem("Hi"), noticeItem({ retryAt: Date.now() + 60_000 })] }));
    expect(screen.getByRole("button", { name: "Try again" })).toBeDisabled();
    expect(screen.getByText(/^You can try again in/)).toBeInTheDocument();
  });
});

describe("a question", () => {
  const asking = chatState({
    phase: "awaiting_approval",
    turn,
    items: [
      userItem("Hi"),
      assistantItem({
        stopReason: "tool_use",
        blocks: [{ kind: "tool_use", key: "0", toolUseId: "toolu_1" }],
      }),
    ],
    toolCalls: { toolu_1: toolCall({ approval: approval() }) },
    pending: [{ kind: "approval", toolUseId: "toolu_1" }],
  });
  const answered = {
    ...asking,
    toolCalls: { toolu_1: toolCall({ status: "running" }) },
    pending: [],
  };

  test("gets the focus of who is at nothing else, and gives it back", async () => {
    const { update } = show(chatState({ items: asking.items }));
    screen.getByLabelText("Message").focus();
    update(asking);
    await vi.waitFor(() =>
      expect(screen.getByRole("group", { name: "Allow “write_file”?" })).toHaveFocus(),
    );
    update(answered);
    await vi.waitFor(() => expect(screen.getByLabelText("Message")).toHaveFocus());
  });

  test("leaves who is writing alone, and Enter does not answer it", async () => {
    const approve = vi.fn();
    const sendMessage = vi.fn<Chat["sendMessage"]>(() => ({ accepted: false, code: "busy" }));
    const { user, update } = show(chatState({ items: asking.items }), { approve, sendMessage });
    await user.type(screen.getByLabelText("Message"), "and th");
    update(asking);
    await new Promise((done) => setTimeout(done, 100));
    await user.keyboard("at{Enter}");
    expect(screen.getByLabelText("Message")).toHaveValue("and that");
    expect(approve).not.toHaveBeenCalled();
  });

  test("is found by the button beside the badge", async () => {
    const { user } = show(asking);
    await user.click(screen.getByRole("button", { name: "Show" }));
    expect(screen.getByRole("group", { name: "Allow “write_file”?" })).toHaveFocus();
  });
});

test("what was not sent can be sent again or discarded", async () => {
  const resend = vi.fn();
  const discard = vi.fn();
  const problem = { key: "p", code: "rate_limited", detail: "", retryAt: null };
  const message = {
    id: "m",
    text: "Hello",
    model: null,
    context: null,
    status: "refused" as const,
    problem,
  };
  const { user } = show(chatState({ items: [userItem("Hi")], outbox: [message] }), {
    resend,
    discard,
  });
  const alert = screen.getByRole("alert");
  expect(alert).toHaveTextContent("Too many messages");
  await user.click(within(alert).getByRole("button", { name: "Send again" }));
  await user.click(within(alert).getByRole("button", { name: "Discard" }));
  expect(resend).toHaveBeenCalledExactlyOnceWith("m");
  expect(discard).toHaveBeenCalledExactlyOnceWith("m");
});

test("a draft is there again", async () => {
  const { user } = show(chatState());
  await user.type(screen.getByLabelText("Message"), "half a tho");
  expect(localStorage.getItem("mcp-bridge.draft.s1")).toBe("half a tho");
});

test("a closed chat says why and what to do", async () => {
  const reconnect = vi.fn();
  const { user } = show(
    chatState({
      items: [userItem("Hi")],
      connection: { status: "closed", reason: "unauthorized" },
    }),
    {
      reconnect,
    },
  );
  expect(screen.getByText(/Open the address the bridge printed/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Reconnect" }));
  expect(reconnect).toHaveBeenCalledOnce();
});
