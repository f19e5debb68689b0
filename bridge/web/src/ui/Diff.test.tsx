import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { Diff } from "./Diff";

const first = "@@ -1,2 +1,2 @@\n same\n-old\n+new\n";
const second = "@@ -10 +10 @@\n-z\n+y\n";

test.each([
  ["a file that is new", "@@ -0,0 +1 @@\n+x\n", []],
  ["the first lines of a file", first, []],
  ["lines further down", second, ["@@ -10 +10 @@"]],
  ["both", first + second, ["@@ -10 +10 @@"]],
])("%s: says where lines are only when they are not the first", (_, unified, expected) => {
  render(<Diff unified={unified} label="diff" />);
  const shown = screen.queryAllByText(/@@/).map((each) => each.textContent);
  expect(shown).toEqual(expected);
});

test("what is added or removed has a sign, for those who see no colours", () => {
  render(<Diff unified={first} label="diff" />);
  const lines = [...screen.getByRole("region", { name: "diff" }).children];
  expect(lines.map((each) => each.textContent)).toEqual(["11 same", "2-old", "2+new"]);
});
