import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import { Page } from "@/testing/renderInChat";

import { App } from "./App";

const answers: Readonly<Record<string, unknown>> = {
  "/api/projects": { projects: ["default"] },
  "/api/sessions": { sessions: [] },
  "/api/models": { models: [], default: "" },
  "/api/tools": { tools: [] },
  "/api/rules": { rules: [] },
  "/ready": { status: "ok", model: false, servers: {} },
};

beforeEach(() => {
  languageChoice.choose("en");
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal(
    "WebSocket",
    class extends EventTarget {
      close(): void {
        this.dispatchEvent(new Event("close"));
      }
    },
  );
  vi.stubGlobal("fetch", (address: string) =>
    Promise.resolve(Response.json(answers[new URL(address, "http://bridge").pathname] ?? {})),
  );
});

test("the page has its landmarks, a way past the menu and a title", async () => {
  history.replaceState(null, "", "/rules");
  render(<App />, { wrapper: Page });
  expect(await screen.findByRole("heading", { level: 1, name: "Rules" })).toBeInTheDocument();
  expect(screen.getByRole("main")).toBeInTheDocument();
  expect(screen.getByRole("navigation", { name: "Chats" })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Skip to content" })).toHaveAttribute("href", "#main");
  expect(await screen.findByText("No rules yet")).toBeInTheDocument();
  expect(document.title).toBe("Rules · mcp-bridge");
});

test("an address that names nothing says so", async () => {
  history.replaceState(null, "", "/nothing");
  render(<App />, { wrapper: Page });
  expect(await screen.findByText("There is nothing at this address.")).toBeInTheDocument();
});
