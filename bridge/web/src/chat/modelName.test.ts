import { expect, test } from "vitest";

import { modelName } from "./modelName";

test.each([
  ["claude-sonnet-5-5", "Sonnet 5.5"],
  ["claude-fable-5", "Fable 5"],
  ["claude-haiku-4-5-20251001", "Haiku 4.5"],
  ["claude-opus-4-20250514", "Opus 4"],
  ["claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20241022"],
  ["claude-sonnet-latest", "claude-sonnet-latest"],
  ["", ""],
])("%s is called %s", (id, name) => {
  expect(modelName(id)).toBe(name);
});
