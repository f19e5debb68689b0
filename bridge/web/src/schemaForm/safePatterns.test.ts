import { describe, expect, test } from "vitest";

import type { JsonObject } from "@/protocol";

import { problemsOf } from "./problems";
import { isSafePattern, longestMatched, withSafePatterns } from "./safePatterns";

test.each([
  ["^[a-z]+$", true],
  ["^[^@]+@[^@]+\\.[a-z]+$", true],
  ["^(foo|bar)$", true],
  ["^\\d{4}-\\d{2}$", true],
  ["a+b", true],
  ["^(a+)+$", false],
  ["^(a|a)*$", false],
  ["^(a?){50}a{50}$", false],
  ["^a*a*a*a*b$", false],
  ["a*a*a*b", false],
  ["^(a)\\1$", false],
  ["^(?=a+)a$", false],
  ["^(?:a|b)(?:[)]+)$", true],
])("%j is safe: %j", (pattern, safe) => {
  expect(isSafePattern(pattern)).toBe(safe);
});

describe("a hostile pattern", () => {
  const pattern = "^(a+)+$";
  const value = `${"a".repeat(40)}!`; // would take hours
  test.each<[string, JsonObject, unknown]>([
    ["of a property", { properties: { b: { type: "string", pattern } } }, { b: value }],
    ["of names", { propertyNames: { pattern } }, { [value]: 1 }],
    ["of some properties", { patternProperties: { [pattern]: {} }, additionalProperties: false }, { [value]: 1 }],
    ["of items", { items: { anyOf: [{ pattern }, { type: "string" }] } }, [value]],
    ["of a definition", { $defs: { a: { pattern } }, $ref: "#/$defs/a" }, value],
  ])("%s is not run", (_, schema, given) => {
    expect(problemsOf(schema, given)).toEqual([]);
  });
});

test("a text that is too long is left to the bridge", () => {
  const schema = { properties: { b: { pattern: "^a+$", format: "email", maxLength: 5 } } };
  const long = { b: "b".repeat(longestMatched + 1) };
  expect(problemsOf(schema, long).map(({ key }) => key)).toEqual(["schema.max_length"]);
  expect(problemsOf(schema, { b: "b" }).map(({ key }) => key)).toContain("schema.pattern");
});

test("a schema keeps what is no pattern", () => {
  const schema = {
    properties: { pattern: { type: "string" }, a: { const: { pattern: "(a+)+" } } },
    additionalProperties: false,
  };
  expect(withSafePatterns(schema, {})).toEqual(schema);
});
