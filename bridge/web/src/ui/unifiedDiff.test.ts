import { expect, test } from "vitest";

import { linesOfDiff } from "./unifiedDiff";

test("the lines of a diff have signs and numbers", () => {
  const lines = linesOfDiff(
    "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n same\n-old\n+new\n+--- looks like a header\n@@ -10 +11 @@\n-z\n\\ No newline at end of file\n",
  );
  expect(lines.map(({ kind, text, before, after }) => [kind, text, before, after])).toEqual([
    ["hunk", "@@ -1,3 +1,3 @@", null, null],
    ["same", "same", 1, 1],
    ["removed", "old", 2, null],
    ["added", "new", null, 2],
    ["added", "--- looks like a header", null, 3],
    ["hunk", "@@ -10 +11 @@", null, null],
    ["removed", "z", 10, null],
    ["note", "No newline at end of file", null, null],
  ]);
});

test("an empty diff has no lines", () => {
  expect(linesOfDiff("")).toEqual([]);
});
