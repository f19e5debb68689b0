import { expect, test } from "vitest";

import { contextWindow } from "./contextWindow";

test.each([
  ["claude-sonnet-5", 1_000_000],
  ["claude-haiku-5-5", 1_000_000],
  ["claude-opus-5-5-20261001", 1_000_000],
  ["claude-haiku-4-5-20251001", 200_000],
  ["claude-3-5-haiku-20241022", 200_000],
  ["", 200_000],
  [null, 200_000],
])("the context window of %s", (model, tokens) => {
  expect(contextWindow(model)).toBe(tokens);
});
