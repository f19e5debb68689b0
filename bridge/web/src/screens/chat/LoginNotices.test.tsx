import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import { languageChoice } from "@/i18n";
import type { ServerInfo } from "@/protocol";
import { chatState, elicitation } from "@/testing/chatFixtures";

import { LoginNotices } from "./LoginNotices";

beforeEach(() => languageChoice.choose("pt-BR"));

function server(name: string, url: string): ServerInfo {
  return {
    name,
    state: url ? "needs_login" : "ready",
    title: "",
    revision: "",
    error: "",
    tools: 0,
    retry_in_ms: 0,
    login: { has_tokens: !url, url, host: url && "login.example.com", error: "" },
  };
}

test("the chat offers the logins that no call waits for, until they are put off", async () => {
  const page = "https://login.example.com/";
  const waiting = elicitation({ server: "asked", loginHost: "login.example.com" });
  const state = chatState({
    servers: [server("free", page), server("asked", page), server("ready", "")],
    elicitations: { [waiting.id]: waiting },
  });
  render(<LoginNotices state={state} />);
  expect(screen.getAllByRole("note")).toHaveLength(1);
  expect(screen.getByRole("note")).toHaveTextContent("free quer que você entre · login.example.com");
  expect(screen.getByRole("link", { name: "Conectar a free" })).toHaveAttribute("href", page);
  await userEvent.click(screen.getByRole("button", { name: "Agora não: free" }));
  expect(screen.queryByRole("note")).not.toBeInTheDocument();
});
