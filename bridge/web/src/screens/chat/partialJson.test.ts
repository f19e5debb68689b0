import { expect, test } from "vitest";

import { partialObject } from "./partialJson";

test.each([
  ["", null],
  ["{", {}],
  ['{"pa', {}],
  ['{"path"', {}],
  ['{"path":', {}],
  ['{"path":"no', { path: "no" }],
  ['{"path":"notas/a.txt","content":"Ol', { path: "notas/a.txt", content: "Ol" }],
  ['{"path":"a","content":"line\\', { path: "a", content: "line" }],
  ['{"path":"a","content":"line\\n', { path: "a", content: "line\n" }],
  ['{"path":"a","content":"\\u00e', { path: "a", content: "" }],
  ['{"path":"a","content":"\\u00e1', { path: "a", content: "á" }],
  ['{"path":"a","cont', { path: "a" }],
  ['{"path":"a","n":12', { path: "a", n: 12 }],
  ['{"path":"a","list":["x","y', { path: "a", list: ["x", "y"] }],
  ['{"a":{"b":"c', { a: { b: "c" } }],
  ['{"quoted":"say \\"hi', { quoted: 'say "hi' }],
  ['{"path":"a"}', { path: "a" }],
  ["[1", null],
])("%j is as far %j", (text, expected) => {
  expect(partialObject(text)).toEqual(expected);
});
