import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";

import type { Elicitation } from "@/chat/model";
import { languageChoice } from "@/i18n";
import { elicitation } from "@/testing/chatFixtures";
import { notedActions, renderInChat } from "@/testing/renderInChat";

import { ElicitationPanel } from "./ElicitationPanel";

beforeEach(() => languageChoice.choose("en"));

function ask(question: Elicitation) {
  const actions = notedActions();
  renderInChat(<ElicitationPanel question={question} />, { actions });
  return { actions, user: userEvent.setup() };
}

/** Clicks a button after it has been in its place for a moment. */
async function press(name: string): Promise<void> {
  const button = screen.getByRole("button", { name });
  await vi.waitFor(() => expect(button).not.toHaveAttribute("aria-disabled"));
  await userEvent.click(button);
}

const everything = elicitation({
  requestedSchema: {
    type: "object",
    required: ["name", "size", "tone"],
    properties: {
      name: { type: "string", title: "Name", minLength: 2 },
      mail: { type: "string", format: "email", title: "Mail" },
      size: { type: "integer", title: "Pages", minimum: 1, maximum: 20 },
      tone: {
        type: "string",
        title: "Tone",
        oneOf: [
          { const: "f", title: "Formal" },
          { const: "c", title: "Casual" },
        ],
      },
      parts: {
        type: "array",
        title: "Parts",
        items: { type: "string", enum: ["Summary", "Figures"] },
      },
      copy: { type: "boolean", title: "Send me a copy", default: true },
    },
  },
});

describe("a form", () => {
  test("is answered with what was filled in", async () => {
    const { actions, user } = ask(everything);
    await user.type(screen.getByLabelText(/Name/), "Ana");
    await user.type(screen.getByLabelText(/Pages/), "4");
    await user.selectOptions(screen.getByLabelText(/Tone/), "Casual");
    await user.click(screen.getByLabelText("Figures"));
    await press("Send answer");
    expect(actions.answer).toHaveBeenCalledExactlyOnceWith("e1", "accept", {
      name: "Ana",
      size: 4,
      tone: "c",
      parts: ["Figures"],
      copy: true,
    });
  });

  test("says what is wrong, and moves there", async () => {
    const { actions, user } = ask(everything);
    await user.type(screen.getByLabelText(/Name/), "A");
    await user.type(screen.getByLabelText(/Pages/), "40");
    await press("Send answer");
    expect(actions.answer).not.toHaveBeenCalled();
    expect(screen.getByLabelText(/Name/)).toHaveAccessibleDescription("At least 2 characters.");
    expect(screen.getByLabelText(/Pages/)).toHaveAccessibleDescription("At most 20.");
    expect(screen.getByLabelText(/Tone/)).toHaveAccessibleDescription("This is required.");
    await vi.waitFor(() => expect(screen.getByLabelText(/Name/)).toHaveFocus());
  });

  test.each([
    ["Decline", "decline"],
    ["Dismiss", "cancel"],
  ])("is refused: %s", async (name, action) => {
    const { actions } = ask(everything);
    await press(name);
    expect(actions.answer).toHaveBeenCalledExactlyOnceWith("e1", action, undefined);
  });

  test("cannot be answered twice", () => {
    ask(elicitation({ answering: "accept" }));
    for (const button of screen.getAllByRole("button")) expect(button).toBeDisabled();
  });
});

describe("an address", () => {
  test("shows where it leads, and opens without a way back to this page", async () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    const url = "https://github.com.evil.example/login?next=https://github.com";
    const { actions } = ask(elicitation({ url, requestedSchema: null }));
    expect(screen.getByText("github.com.evil.example")).toBeInTheDocument();
    await press("Open in a new tab");
    expect(open).toHaveBeenCalledExactlyOnceWith(url, "_blank", "noopener,noreferrer");
    expect(actions.answer).toHaveBeenCalledExactlyOnceWith("e1", "accept", undefined);
  });

  test("is shown in the letters that the network uses", () => {
    ask(elicitation({ url: "https://аpple.com/", requestedSchema: null }));
    expect(screen.getByText("xn--pple-43d.com")).toBeInTheDocument();
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "no address"])(
    "%s cannot be opened",
    (url) => {
      ask(elicitation({ url, requestedSchema: null }));
      expect(screen.queryByRole("button", { name: "Open in a new tab" })).not.toBeInTheDocument();
      expect(screen.getByRole("button", { name: "Decline" })).toBeInTheDocument();
    },
  );
});

test("the bridge asks whether to go on", async () => {
  const { actions } = ask(elicitation({ server: null, reason: "round_limit" }));
  expect(screen.getByRole("group", { name: "Continue?" })).toBeInTheDocument();
  await press("Continue");
  expect(actions.answer).toHaveBeenCalledExactlyOnceWith("e1", "accept", {});
});

describe("a click that was on its way to something else", () => {
  test.each([
    ["Continue", elicitation({ server: null, reason: "round_limit" })],
    ["Stop here", elicitation({ server: null, reason: "round_limit" })],
    ["Decline", elicitation({ requestedSchema: { type: "object" } })],
    ["Dismiss", elicitation({ requestedSchema: { type: "object" } })],
    ["Send answer", elicitation({ requestedSchema: { type: "object" } })],
    ["Open in a new tab", elicitation({ url: "https://example.com/", requestedSchema: null })],
  ])("does not answer: %s", async (name, question) => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    const { actions, user } = ask(question);
    await user.click(screen.getByRole("button", { name }));
    expect(actions.answer).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
    await press(name);
    expect(actions.answer).toHaveBeenCalledOnce();
  });
});
