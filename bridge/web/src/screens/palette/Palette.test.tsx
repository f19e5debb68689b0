import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Square } from "lucide-react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import { useHotkey } from "@/keyboard/useHotkey";
import { usageSummary } from "@/testing/bridgeModel";
import { Page } from "@/testing/renderInChat";

import { useOfferCommands, type Command } from "./commands";
import { Palette } from "./Palette";

beforeEach(() => {
  languageChoice.choose("en");
  history.replaceState(null, "", "/");
  const sessions = [
    {
      id: "abc",
      project: "default",
      title: "Notes on RAII",
      model: "",
      created_at: 0,
      updated_at: 0,
      usage: usageSummary(),
    },
  ];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ sessions })));
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
});

const stop = vi.fn();
const offered: readonly Command[] = [
  { id: "stop", label: "Stop the answer", icon: Square, act: stop },
];

function Screen() {
  const [open, setOpen] = useState(false);
  useHotkey("mod+k", () => setOpen(!open));
  useOfferCommands(offered);
  return <Palette open={open} onOpenChange={setOpen} projectId="default" />;
}

async function openPalette() {
  render(<Screen />, { wrapper: Page });
  const user = userEvent.setup();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog", { name: "Command palette" });
  return user;
}

test("goes to a view by a few letters", async () => {
  const user = await openPalette();
  await user.keyboard("usag{Enter}");
  expect(location.pathname).toBe("/usage");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("finds a chat by its title", async () => {
  const user = await openPalette();
  await screen.findByText("Notes on RAII");
  await user.keyboard("raii{Enter}");
  expect(location.pathname).toBe("/chat/abc");
});

test("offers what the screen can do", async () => {
  const user = await openPalette();
  await user.click(screen.getByRole("option", { name: "Stop the answer" }));
  expect(stop).toHaveBeenCalledOnce();
});

test("changes the theme and the language", async () => {
  const user = await openPalette();
  await user.keyboard("dark{Enter}");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  await user.keyboard("{Meta>}k{/Meta}");
  await user.click(await screen.findByRole("option", { name: "Mudar para português" }));
  expect(document.documentElement.lang).toBe("pt-BR");
});

test("closes by Escape", async () => {
  const user = await openPalette();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});
