import { expect, test } from "vitest";

import type { ChatState } from "@/chat/model";
import { assistantItem, chatState, noticeItem, toolCall } from "@/testing/chatFixtures";

import { SpokenParagraphs } from "./spokenParagraphs";

const words = {
  question: (tool: string) => `asks ${tool}`,
  elicitation: "question",
  error: (code: string) => `error ${code}`,
};

function saying(text: string, status: "open" | "complete" = "open"): ChatState {
  return chatState({
    items: [assistantItem({ status, blocks: [{ kind: "text", key: "0", text }] })],
  });
}

test("a paragraph is spoken when it is complete, and once", () => {
  const spoken = new SpokenParagraphs();
  spoken.read(chatState(), words);
  expect(spoken.read(saying("One **par"), words)).toEqual([]);
  expect(spoken.read(saying("One **paragraph**.\n\nTw"), words)).toEqual(["One paragraph."]);
  expect(spoken.read(saying("One **paragraph**.\n\nTwo."), words)).toEqual([]);
  expect(spoken.read(saying("One **paragraph**.\n\nTwo.", "complete"), words)).toEqual(["Two."]);
  expect(spoken.read(saying("One **paragraph**.\n\nTwo.", "complete"), words)).toEqual([]);
});

test("what was there before is not spoken, what follows is", () => {
  const spoken = new SpokenParagraphs();
  expect(spoken.read({ ...saying("Old."), epoch: "" }, words)).toEqual([]);
  expect(spoken.read(saying("Old.\n\nNew"), words)).toEqual([]);
  expect(spoken.read(saying("Old.\n\nNewer.\n\n"), words)).toEqual(["Newer."]);
});

test("questions and errors are spoken", () => {
  const spoken = new SpokenParagraphs();
  spoken.read(chatState(), words);
  const state = chatState({
    items: [noticeItem()],
    toolCalls: { toolu_1: toolCall() },
    pending: [
      { kind: "approval", toolUseId: "toolu_1" },
      { kind: "elicitation", id: "e1" },
    ],
  });
  expect(spoken.read(state, words)).toEqual([
    "error ai_limite_excedido",
    "asks write_file",
    "question",
  ]);
  expect(spoken.read(state, words)).toEqual([]);
});
