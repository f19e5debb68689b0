import fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test, vi } from "vitest";

import { lexBlocks } from "./lexBlocks";
import { lexerWork, mostWork } from "./lexerWork";

// Each unit, when repeated, slows the lexer down in a different way; `+` stands for more text.
const units = [
  "[a](", "[+](", "[a](+", "[a](b(", "[a](b(+", "[a](<", "![a](", "[", "![", "[]()", "[a][", "[`", "[a](b \"",
  "*a_", "_a *", "*a **a ", "*+_", "*+ **+ ", "**", "**a", "* ", " *", "*a_b", "a***b", "*a*", "_a_ ",
  "`", "`a``", "``a `", "<a ", "<", "<!--", "<a b=\"", "<?", "</a", "&", "&a;", "~~a", "~", "\\", "!", "\\[",
  "http://", "http://a ", "www.", "a@", "a@a.", "a.a", "a: ", "  \n", "\\\n", "|a", "-|", "|-|\n",
  "| a | b |\n|-|-|\n", "a|a\n-|-\n", "[a]: b\n", "[a]: b\n\n", "[x]: <\n\n", "[^", "- a\n", "- a\n\n",
  "1. a\n", "> a\n", "> a\n\n", "- > a\n", "> - a\n", "- \n", "-\n", "a\n-\n", "- [ ] a\n", "- a\n b\n", "# a\n",
  "<div>\n", "<div>\n\n", "<!--\n\n", "```\n", "```\n\n", "~~~\n\n", "    a\n", "\t", "***\n", "a\n\n", "=\n",
];

function spelled(unit: string, length: number): string {
  return unit.replaceAll("+", "a ".repeat(length));
}

/** The longest repetition that is still parsed on the page's own thread. */
function largest(unit: string): string {
  let count = 1;
  while (lexerWork(unit.repeat(count * 2)) <= mostWork) count *= 2;
  return unit.repeat(count);
}

// A hundred times the expected time: a wrong bound is wrong by orders of magnitude.
const patience = 5_000;

function expectSoon(text: string): void {
  expect(lexerWork(text)).toBeLessThanOrEqual(mostWork);
  const begin = performance.now();
  lexBlocks(text);
  expect(performance.now() - begin, JSON.stringify(text.slice(0, 80))).toBeLessThan(patience);
}

describe("what is read on the page's own thread is read soon", () => {
  test.each(units)("%j", (unit) => {
    for (const length of [1, 20, 200]) expectSoon(largest(spelled(unit, length)));
  });

  test("whatever it is made of", () => {
    const part = fc.tuple(fc.constantFrom(...units), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([unit, count]) => spelled(unit, 3).repeat(count)).join("");
        if (lexerWork(text) <= mostWork) expectSoon(text);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

test.each([
  ["[a](", 1250],
  ["[a](", 5000],
  ["*a **a ", 1300],
  ["!", 50_000],
])("%j, %d times, is not", (unit, count) => {
  expect(lexerWork(unit.repeat(count))).toBeGreaterThan(mostWork);
});

test("an answer of a usual kind is read on the page's own thread", () => {
  const item = "- **A name**: a line about it with [a link](https://example.com/a/b) and `code`.\n";
  const section = `## A heading\n\nA *paragraph* of some length. ${"More words. ".repeat(40)}\n\n${item.repeat(20)}\n`;
  expect(lexerWork(section.repeat(10))).toBeLessThan(mostWork);
});

describe("what is nested too deep is plain", () => {
  test.each(["- ", "> ", "1. ", "* ", ">", "> - ", "1) "])("%j", (unit) => {
    for (const count of [33, 6000]) {
      const text = `${unit.repeat(count)}a`;
      expect(lexBlocks(text).tokens).toEqual([{ type: "plain", raw: text }]);
    }
    expect(lexBlocks(`${unit.repeat(12)}a`).tokens[0]?.type).not.toBe("plain");
  });

  test("also by its indentation, where only that block is", () => {
    const lines = Array.from({ length: 60 }, (_, level) => `${"  ".repeat(level)}- a`);
    expect(lexBlocks(`# A\n\n${lines.join("\n")}`).tokens.map(({ type }) => type)).toEqual([
      "heading",
      "plain",
    ]);
  });

  test("and what the lexer fails at", () => {
    vi.spyOn(Lexer.prototype, "lex").mockImplementation(() => {
      throw new RangeError("Maximum call stack size exceeded");
    });
    expect(lexBlocks("a").tokens).toEqual([{ type: "plain", raw: "a" }]);
  });
});
