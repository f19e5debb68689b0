import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";

import type { ToolCall } from "@/chat/model";
import { languageChoice } from "@/i18n";
import { approval, toolCall, writeSchema } from "@/testing/chatFixtures";
import { notedActions, renderInChat } from "@/testing/renderInChat";

import { ToolCard } from "./ToolCard";

beforeEach(() => languageChoice.choose("en"));

function show(call: ToolCall) {
  const actions = notedActions();
  const view = renderInChat(<ToolCard call={call} />, { actions });
  return { actions, ...view };
}

async function clickNow(name: string): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name }));
}

async function pressEnterNow(name: string): Promise<void> {
  screen.getByRole("button", { name }).focus();
  await userEvent.keyboard("{Enter}");
}

/** Clicks a button after it has been in its place for a moment. */
async function press(name: string): Promise<void> {
  const button = screen.getByRole("button", { name });
  await vi.waitFor(() => expect(button).not.toHaveAttribute("aria-disabled"));
  await userEvent.click(button);
}

const asked = toolCall({ approval: approval() });

describe("an approval", () => {
  test("says what would be done", () => {
    show(asked);
    const card = screen.getByRole("group", { name: "Allow “write_file”?" });
    expect(card).toHaveTextContent("May change or delete");
    expect(card).toHaveTextContent("notas/hello.txt");
    expect(card).toHaveTextContent("Olá mundo");
  });

  test("shows the diff of the file, and the other arguments", () => {
    const unified = "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-old\n+new\n+more\n";
    const preview = { kind: "diff" as const, path: "x", unified, added: 2, removed: 1 };
    show(
      toolCall({
        approval: approval({ preview, input: { path: "x", content: "hidden", mode: "upsert" } }),
      }),
    );
    expect(screen.getByRole("region", { name: "Changes to the file" })).toHaveTextContent("+new");
    expect(screen.getByLabelText("2 lines added")).toHaveTextContent("+2");
    expect(screen.getByLabelText("1 line removed")).toHaveTextContent("−1");
    expect(screen.getByText("upsert")).toBeInTheDocument();
    expect(screen.queryByText("hidden")).not.toBeInTheDocument();
  });

  test("is given once", async () => {
    const { actions } = show(asked);
    await press("Allow once");
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", { scope: "once" });
  });

  test.each(["Allow for longer", "More ways to deny"])(
    "%s: opens only once the question has been in its place for a moment",
    async (name) => {
      show(asked);
      await userEvent.click(screen.getByRole("button", { name }));
      expect(screen.queryByRole("menu")).toBeNull();
      await press(name);
      expect(screen.getByRole("menu")).toBeInTheDocument();
    },
  );

  test("is not given by the second click on another one that was in its place", async () => {
    const { actions } = show(asked);
    await userEvent.click(screen.getByRole("button", { name: "Allow once" }));
    expect(actions.approve).not.toHaveBeenCalled();
    screen.getByRole("button", { name: "Allow once" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", { scope: "once" });
  });

  test.each([
    ["a form", writeSchema],
    ["JSON", { type: "object" }],
  ])("is not given by a double click on Edit, which is replaced by %s", async (_, inputSchema) => {
    const { actions } = show(toolCall({ approval: approval({ inputSchema }) }));
    await clickNow("Edit input");
    await clickNow("Allow with this input");
    expect(actions.approve).not.toHaveBeenCalled();
    await press("Allow with this input");
    expect(actions.approve).toHaveBeenCalledOnce();
  });

  test.each([
    ["For this chat", "session"],
    ["Always, this tool", "tool"],
    ["Always, every tool of workspace", "server"],
  ])("is given: %s", async (name, scope) => {
    const { actions } = show(asked);
    await press("Allow for longer");
    await userEvent.click(screen.getByRole("menuitem", { name: new RegExp(name) }));
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", { scope });
  });

  test("offers no more than the bridge takes", async () => {
    show(toolCall({ approval: approval({ scopes: ["once"] }) }));
    expect(screen.queryByRole("button", { name: "Allow for longer" })).not.toBeInTheDocument();
    await press("More ways to deny");
    expect(screen.getByRole("menuitem", { name: "Deny and stop" })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: /Never/ })).not.toBeInTheDocument();
  });

  test("may be denied for ever where it is allowed once only", async () => {
    const { actions } = show(toolCall({ approval: approval({ scopes: ["once", "never"] }) }));
    expect(screen.queryByRole("button", { name: "Allow for longer" })).not.toBeInTheDocument();
    await press("More ways to deny");
    await userEvent.click(screen.getByRole("menuitem", { name: /Never allow this tool/ }));
    expect(actions.deny).toHaveBeenCalledExactlyOnceWith("toolu_1", { always: true });
  });

  test("is denied", async () => {
    const { actions } = show(asked);
    await press("Deny");
    expect(actions.deny).toHaveBeenCalledExactlyOnceWith("toolu_1", undefined);
    expect(actions.approve).not.toHaveBeenCalled();
  });

  test("is denied with a reason, by keyboard", async () => {
    const { actions } = show(asked);
    const user = userEvent.setup();
    await press("More ways to deny");
    await user.keyboard("{ArrowDown}");
    await user.click(screen.getByRole("menuitem", { name: "Deny with a reason…" }));
    await user.type(screen.getByLabelText("Reason"), "another folder");
    await user.click(screen.getByRole("button", { name: "Deny" }));
    expect(actions.deny).toHaveBeenCalledExactlyOnceWith("toolu_1", { reason: "another folder" });
  });

  test.each([
    ["Deny and stop", { interrupt: true }],
    ["Never allow this tool", { always: true }],
  ])("is denied: %s", async (name, options) => {
    const { actions } = show(asked);
    await press("More ways to deny");
    await userEvent.click(screen.getByRole("menuitem", { name: new RegExp(name) }));
    expect(actions.deny).toHaveBeenCalledExactlyOnceWith("toolu_1", options);
  });

  test("is given with another input, once that is what the tool takes", async () => {
    const { actions } = show(asked);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Edit input" }));
    await user.click(screen.getByRole("tab", { name: "JSON" }));
    const editor = screen.getByLabelText("Input as JSON");
    const allow = screen.getByRole("button", { name: "Allow with this input" });
    await user.clear(editor);
    await user.click(editor);
    await user.paste('{"path": 5}');
    expect(editor).toBeInvalid();
    expect(editor).toHaveAccessibleDescription(/content: This is required\./);
    expect(allow).toBeDisabled();
    await user.clear(editor);
    await user.paste('{"path": "outra/ola.txt", "content": "Oi"}');
    expect(editor).toBeValid();
    await press("Allow with this input");
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", {
      updatedInput: { path: "outra/ola.txt", content: "Oi" },
    });
  });

  test("is given with what was changed in a form, which says what is wrong beside each field", async () => {
    const { actions } = show(asked);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Edit input" }));
    const path = screen.getByLabelText(/path/);
    expect(path).toHaveFocus();
    await user.clear(path);
    await user.keyboard("{Enter}");
    expect(actions.approve).not.toHaveBeenCalled();
    await press("Allow with this input");
    expect(actions.approve).not.toHaveBeenCalled();
    expect(path).toHaveAccessibleDescription(/This is required\./);
    expect(path).toBeInvalid();
    await user.type(path, "outra/ola.txt");
    await user.click(screen.getByRole("button", { name: "2 more fields" }));
    await user.selectOptions(screen.getByLabelText("mode"), "upsert");
    await press("Allow with this input");
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", {
      updatedInput: { path: "outra/ola.txt", content: "Olá mundo\n", mode: "upsert" },
    });
  });

  test("keeps what was changed from the form to the JSON and back, and what has no field", async () => {
    const input = { path: "a.txt", content: "a\r\nb", other: [1] };
    const schema = { ...writeSchema, additionalProperties: true };
    const { actions } = show(toolCall({ approval: approval({ input, inputSchema: schema }) }));
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Edit input" }));
    await user.type(screen.getByLabelText(/content/), "c");
    await user.click(screen.getByRole("tab", { name: "JSON" }));
    const written = screen.getByLabelText<HTMLTextAreaElement>("Input as JSON");
    expect(JSON.parse(written.value)).toEqual({ ...input, content: "a\r\nbc" });
    await user.clear(written);
    await user.click(screen.getByRole("tab", { name: "Form" }));
    expect(written).toBeInTheDocument();
    await user.click(written);
    await user.paste('{"path": "b.txt", "content": "", "other": [2]}');
    await user.click(screen.getByRole("tab", { name: "Form" }));
    expect(screen.getByLabelText(/path/)).toHaveValue("b.txt");
    await press("Allow with this input");
    expect(actions.approve).toHaveBeenCalledExactlyOnceWith("toolu_1", {
      updatedInput: { path: "b.txt", content: "", other: [2] },
    });
  });

  test("is edited as JSON alone when the tool does not say what it takes", async () => {
    show(toolCall({ approval: approval({ inputSchema: { type: "object" } }) }));
    await userEvent.click(screen.getByRole("button", { name: "Edit input" }));
    expect(screen.getByLabelText("Input as JSON")).toHaveFocus();
    expect(screen.queryByRole("tab")).not.toBeInTheDocument();
  });

  test("Escape leaves the editor and nothing else", async () => {
    const { actions } = show(asked);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Edit input" }));
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: "Allow once" })).toBeInTheDocument();
    expect(actions.deny).not.toHaveBeenCalled();
  });

  test("is not given by Enter on the card, nor by a letter", async () => {
    const { actions } = show(asked);
    screen.getByRole("group").focus();
    await userEvent.keyboard("{Enter} ayY1");
    expect(actions.approve).not.toHaveBeenCalled();
    expect(actions.deny).not.toHaveBeenCalled();
  });

  test("cannot be answered twice", () => {
    show(toolCall({ approval: approval({ answering: "approve" }) }));
    for (const name of ["Allow once", "Deny", "Edit input"]) {
      expect(screen.getByRole("button", { name })).toBeDisabled();
    }
  });

  test("says that what would be done has changed", () => {
    show(toolCall({ approval: approval({ changed: true }) }));
    expect(screen.getByRole("alert")).toHaveTextContent("has changed since you looked");
  });

  test("says why an answer was not taken", () => {
    const problem = {
      key: "k",
      code: "invalid_payload",
      detail: "/path: not a string",
      retryAt: null,
    };
    show(toolCall({ approval: approval({ problem }) }));
    expect(screen.getByRole("alert")).toHaveTextContent("/path: not a string");
  });

  test("says when it expires", () => {
    show(toolCall({ approval: approval({ expiresAt: Date.now() + 90_000 }) }));
    expect(screen.getByText(/^Expires in 1 min/)).toBeInTheDocument();
  });

  test("says which of several it is", () => {
    renderInChat(<ToolCard call={asked} />, { position: () => ({ number: 1, count: 3 }) });
    expect(screen.getByText("1 of 3")).toBeInTheDocument();
  });
});

describe("an approval that is asked for again", () => {
  const again = toolCall({ approval: approval({ changed: true }), timesAsked: 2 });
  const unchanged = toolCall({ approval: approval(), timesAsked: 2 });

  test.each([
    ["a click", "another effect", again, clickNow],
    ["a click", "the same effect", unchanged, clickNow],
    ["a key", "another effect", again, pressEnterNow],
  ])("is not given by the second of two: %s, %s", async (_, __, next, repeat) => {
    const { actions, rerender } = show(asked);
    await press("Allow once");
    rerender(<ToolCard call={next} />);
    await repeat("Allow once");
    expect(actions.approve).toHaveBeenCalledOnce();
    await press("Allow once");
    expect(actions.approve).toHaveBeenCalledTimes(2);
  });

  test("closes the menu of the question before", async () => {
    const { rerender } = show(asked);
    await press("Allow for longer");
    expect(screen.getByRole("menu")).toBeInTheDocument();
    rerender(<ToolCard call={again} />);
    expect(screen.queryByRole("menu")).toBeNull();
    await vi.waitFor(() =>
      expect(screen.getByRole("button", { name: "Allow for longer" })).toHaveFocus(),
    );
    await clickNow("Allow for longer");
    expect(screen.queryByRole("menu")).toBeNull();
    await press("Allow for longer");
    expect(screen.getByRole("menu")).toBeInTheDocument();
  });

  test("is not given by a click on an edited input that was meant for the one before", async () => {
    const { actions, rerender } = show(asked);
    await clickNow("Edit input");
    const allow = screen.getByRole("button", { name: "Allow with this input" });
    await vi.waitFor(() => expect(allow).not.toHaveAttribute("aria-disabled"));
    rerender(<ToolCard call={again} />);
    await userEvent.click(allow);
    expect(actions.approve).not.toHaveBeenCalled();
    await press("Allow with this input");
    expect(actions.approve).toHaveBeenCalledOnce();
  });
});

describe("an approval that is gone", () => {
  test("was answered elsewhere", () => {
    const { rerender } = show(asked);
    expect(screen.queryByText(/Answered in another tab/)).not.toBeInTheDocument();
    rerender(<ToolCard call={toolCall({ status: "running" })} />);
    expect(screen.getByText(/Answered in another tab/)).toBeInTheDocument();
  });

  test("was answered by nobody, as is told only later", () => {
    const { rerender } = show(asked);
    rerender(<ToolCard call={toolCall({ status: "waiting" })} />);
    rerender(<ToolCard call={toolCall({ status: "expired" })} />);
    expect(screen.queryByText(/Answered in another tab/)).not.toBeInTheDocument();
  });

  test.each([
    ["in another tab, behind the same address", "192.0.2.1", "Answered in another tab."],
    ["at another address", "192.0.2.7", "Answered from 192.0.2.7."],
    ["by a program", "rest", "Answered by a program, over REST."],
  ])("was answered %s", (_, decidedBy, words) => {
    const { rerender } = show(asked);
    rerender(<ToolCard call={toolCall({ status: "running", decidedBy })} />);
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  test("was answered here, and settled before the page was drawn again", async () => {
    const { rerender } = show(asked);
    await press("Allow once");
    rerender(<ToolCard call={toolCall({ status: "running" })} />);
    expect(screen.queryByText(/Answered in another tab/)).not.toBeInTheDocument();
  });

  test("was answered elsewhere after an answer from here was not taken", async () => {
    const { rerender } = show(asked);
    await press("Allow once");
    rerender(<ToolCard call={toolCall({ approval: approval({ changed: true }) })} />);
    rerender(<ToolCard call={toolCall({ status: "running" })} />);
    expect(screen.getByText(/Answered in another tab/)).toBeInTheDocument();
  });

  test.each<[string, ToolCall, ToolCall]>([
    [
      "here",
      toolCall({ approval: approval({ answering: "approve" }) }),
      toolCall({ status: "running" }),
    ],
    ["by the clock", asked, toolCall({ status: "expired" })],
    ["by the stop of the turn", asked, toolCall({ status: "cancelled" })],
  ])("was settled %s", (_, before, after) => {
    const { rerender } = show(before);
    rerender(<ToolCard call={after} />);
    expect(screen.queryByText(/Answered in another tab/)).not.toBeInTheDocument();
  });
});

describe("a call", () => {
  test("shows its input while it is written", () => {
    show(
      toolCall({ status: "typing_input", input: null, inputText: '{"path":"a.txt","content":"Ol' }),
    );
    expect(screen.getAllByText("a.txt")).not.toHaveLength(0);
    expect(screen.getByText("Ol")).toBeInTheDocument();
    expect(screen.getByText("Writing")).toBeInTheDocument();
  });

  test("shows what it writes and how far it has come", () => {
    show(
      toolCall({
        status: "running",
        startedAt: Date.now() - 5000,
        progress: { value: 3, total: 12, message: "copying" },
        output: { text: "line 1\nline 2", omitted: 2048, pieces: 3 },
      }),
    );
    expect(screen.getByRole("progressbar", { name: "Progress" })).toHaveAttribute(
      "aria-valuenow",
      "25",
    );
    expect(screen.getByRole("region", { name: "Written content" })).toHaveTextContent(
      "line 1 line 2",
    );
    expect(screen.getByText("2,048 earlier characters are not shown.")).toBeInTheDocument();
    expect(screen.getByText("copying")).toBeInTheDocument();
  });

  test("is folded when it is done, and opens", async () => {
    const result = {
      text: "12 bytes",
      isError: false,
      truncated: false,
      structured: { bytes: 12 },
    };
    show(toolCall({ status: "done", durationMs: 1200, result }));
    expect(screen.queryByText("12 bytes")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByText("12 bytes")).toBeInTheDocument();
    expect(screen.getByText("structured result")).toBeInTheDocument();
  });

  const preview = {
    kind: "diff" as const,
    path: "a.txt",
    unified: "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-old\n+new\n",
    added: 1,
    removed: 1,
  };

  test("shows what it has changed, and when that is not all", async () => {
    const { rerender } = show(toolCall({ status: "done", preview }));
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByRole("region", { name: "Changes to the file" })).toHaveTextContent("+new");
    expect(screen.queryByText(/is not shown/)).not.toBeInTheDocument();
    rerender(
      <ToolCard call={toolCall({ status: "done", preview: { ...preview, truncated: true } })} />,
    );
    expect(screen.getByText("The diff is long; the rest is not shown.")).toBeInTheDocument();
  });

  test("shows the input that it was given, not the change that it was to make", async () => {
    const editedInput = { path: "b.txt", content: "begin" };
    show(toolCall({ status: "done", preview, editedInput, editedInputCut: true }));
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByText("Input, edited by you")).toBeInTheDocument();
    expect(screen.getByText("begin")).toBeInTheDocument();
    expect(screen.getByText("The input is long; the rest is not shown.")).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "Changes to the file" })).not.toBeInTheDocument();
  });

  test("that failed says what to do", () => {
    const result = { text: "no such file", isError: true, truncated: false, structured: null };
    show(toolCall({ status: "failed", result }));
    expect(screen.getByText("no such file")).toBeInTheDocument();
    expect(screen.getByText(/can try again/)).toBeInTheDocument();
  });

  test("that was denied shows what the model was told about it", async () => {
    const result = { text: "Not allowed.", isError: true, truncated: false, structured: null };
    show(toolCall({ status: "denied", result }));
    await userEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByRole("heading", { name: "What the model was told" })).toBeInTheDocument();
    expect(screen.getByText("Not allowed.")).toBeInTheDocument();
  });
});
