import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import { useState, type ReactNode } from "react";
import { vi } from "vitest";

import { createQueryClient } from "@/rest";
import { ChatContext, type ChatContextValue } from "@/screens/chat/ChatContext";
import { DisclosureMemory } from "@/screens/chat/disclosureMemory";
import { TooltipProvider } from "@/ui";

/** The providers around all parts of the page. */
export function Page({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>{children}</TooltipProvider>
    </QueryClientProvider>
  );
}

/** Actions that record their calls. */
export function notedActions() {
  return {
    approve: vi.fn<ChatContextValue["actions"]["approve"]>(),
    deny: vi.fn<ChatContextValue["actions"]["deny"]>(),
    answer: vi.fn<ChatContextValue["actions"]["answer"]>(),
    resend: vi.fn<ChatContextValue["actions"]["resend"]>(),
    discard: vi.fn<ChatContextValue["actions"]["discard"]>(),
    dismiss: vi.fn<ChatContextValue["actions"]["dismiss"]>(),
    reconnect: vi.fn<ChatContextValue["actions"]["reconnect"]>(),
  };
}

/** Renders a part of a conversation. */
export function renderInChat(
  part: ReactNode,
  context: Partial<ChatContextValue> = {},
): RenderResult {
  const value: ChatContextValue = {
    actions: notedActions(),
    sessionId: "s1",
    address: "192.0.2.1",
    clockOffset: 0,
    position: () => null,
    loginAt: () => null,
    elicitationsOf: () => [],
    sayAgain: null,
    disclosures: new DisclosureMemory(),
    ...context,
  };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <Page>
      <ChatContext value={value}>{children}</ChatContext>
    </Page>
  );
  return render(part, { wrapper });
}
