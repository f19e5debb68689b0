import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { languageChoice } from "@/i18n";
import type { ToolInfo } from "@/protocol";
import { createQueryClient } from "@/rest";
import { TooltipProvider } from "@/ui";

import { ToolPanel } from "./ToolPanel";

const tool: ToolInfo = {
  api_name: "mcp__w__watch",
  server: "w",
  name: "watch",
  inputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
};

const progress = {
  progress: 3,
  total: 4,
  message: "three of four",
};

function neverEnds(_: unknown, init?: RequestInit): Promise<Response> {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const text = `event: progress\ndata: ${JSON.stringify(progress)}\n\n`;
      controller.enqueue(new TextEncoder().encode(text));
      init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
    },
  });
  return Promise.resolve(new Response(body));
}

afterEach(() => void vi.unstubAllGlobals());

test("a call that runs is watched, outlives a look at the schema, and can be cancelled", async () => {
  const fetched = vi.fn(neverEnds);
  vi.stubGlobal("fetch", fetched);
  act(() => languageChoice.choose("en"));
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <ToolPanel tool={tool} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Run" }));
  const log = await screen.findByRole("region", { name: "Progress" });
  expect(log).toHaveTextContent("three of four");
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "75");
  await user.click(screen.getByRole("tab", { name: "Schema" }));
  await user.click(screen.getByRole("tab", { name: "Run" }));
  const signal = fetched.mock.calls[0]?.[1]?.signal;
  expect(signal?.aborted).toBe(false);
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(signal?.aborted).toBe(true);
  expect(screen.getByRole("status")).toHaveTextContent("Cancelled.");
  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(screen.getByRole("button", { name: "Run" })).toHaveFocus();
});
