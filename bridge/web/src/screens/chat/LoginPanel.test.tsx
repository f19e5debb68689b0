import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import type { ServerLogin } from "@/protocol";
import { elicitation } from "@/testing/chatFixtures";
import { notedActions, renderInChat } from "@/testing/renderInChat";

import { ElicitationPanel } from "./ElicitationPanel";

beforeEach(() => languageChoice.choose("en"));

const page = "https://login.example.com/authorize?state=1";
const question = elicitation({
  toolUseId: "t1",
  server: "web",
  message: "",
  requestedSchema: null,
  loginHost: "login.example.com",
});

function ask(login: Partial<ServerLogin> = {}, asked = question) {
  const actions = notedActions();
  const at = { has_tokens: false, url: page, host: "login.example.com", error: "", ...login };
  renderInChat(<ElicitationPanel question={asked} />, { actions, loginAt: () => at });
  return actions;
}

test("a login says which server wants it and where, and opens the page without a way back", () => {
  ask();
  expect(screen.getByRole("group", { name: "web wants you to log in" })).toBeInTheDocument();
  expect(screen.getByText("login.example.com")).toBeInTheDocument();
  const link = screen.getByRole("link", { name: "Connect to web" });
  expect(link).toHaveAttribute("href", page);
  expect(link).toHaveAttribute("target", "_blank");
  expect(link).toHaveAttribute("rel", "noopener noreferrer");
});

test.each(["javascript:alert(1)", "file:///etc/passwd", "mailto:a@example.com", "nowhere"])(
  "%s cannot be opened",
  (url) => {
    ask({ url });
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Cancel" })).toBeInTheDocument();
  },
);

test("a login is cancelled, once the button has been in its place for a moment", async () => {
  const actions = ask();
  const button = screen.getByRole("button", { name: "Cancel" });
  await userEvent.click(button);
  expect(actions.answer).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(button).not.toHaveAttribute("aria-disabled"));
  await userEvent.click(button);
  expect(actions.answer).toHaveBeenCalledExactlyOnceWith("e1", "cancel");
});

test("a click that was on its way to something else opens no page", () => {
  ask();
  const link = screen.getByRole("link", { name: "Connect to web" });
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
  link.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
});

test("there is nothing to open while the tokens are requested", () => {
  ask({ url: "" });
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
  expect(screen.getByRole("status")).toHaveTextContent("Logging in to web…");
});

test("the reason of the last failure is shown without control characters", () => {
  ask({ error: "access_denied\u202e" });
  expect(screen.getByText(/^The last attempt failed: access_denied/)).not.toHaveTextContent("\u202e");
});
