import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import type { ServerInfo, ServerLogin } from "@/protocol";
import { Page } from "@/testing/renderInChat";

import { ServerAccount } from "./ServerAccount";

beforeEach(() => languageChoice.choose("en"));
afterEach(() => vi.unstubAllGlobals());

function show(state: ServerInfo["state"], login: Partial<ServerLogin> | null) {
  const server: ServerInfo = {
    name: "a/b",
    state,
    title: "",
    revision: "",
    error: "",
    tools: 0,
    retry_in_ms: 0,
    login: login && { has_tokens: false, url: "", host: "", error: "", ...login },
  };
  render(<ServerAccount server={server} />, { wrapper: Page });
}

test("a login that failed can be tried again", () => {
  show("needs_login", { url: "https://x.example/", host: "x.example", error: "access_denied" });
  expect(screen.getByRole("note")).toHaveTextContent("The last attempt failed: access_denied");
  expect(screen.getByRole("link", { name: "Connect to a/b" })).toBeInTheDocument();
});

test("tokens are being requested", () => {
  show("authorizing", { host: "x.example" });
  expect(screen.getByRole("status")).toHaveTextContent("Logging in to a/b…");
});

test("the user logs out", async () => {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal("fetch", fetched);
  show("ready", { has_tokens: true });
  await userEvent.click(screen.getByRole("button", { name: "Log out of a/b" }));
  expect(fetched.mock.calls[0]?.[0]).toContain("/api/servers/a%2Fb/logout");
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({ method: "POST" });
});

test.each([
  ["ready", null],
  ["ready", {}],
  ["stopped", {}],
] as const)("nothing is offered: %s %o", (state, login) => {
  show(state, login);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
});
