import { expect, test } from "vitest";

import { visibleControls, visibleText } from "./visibleText";

test.each([
  ["plain.txt", "plain.txt"],
  ["a\u00e7\u00e3o \u65e5\u672c\u8a9e \u05e9\u05dc\u05d5\u05dd\n\t", "a\u00e7\u00e3o \u65e5\u672c\u8a9e \u05e9\u05dc\u05d5\u05dd\n\t"],
  ["invoice\u202etxt.exe", "invoice\u27e8U+202E\u27e9txt.exe"],
  ["a\u2067b\u2069c", "a\u27e8U+2067\u27e9b\u27e8U+2069\u27e9c"],
  ["ad\u200bmin\u200d", "ad\u27e8U+200B\u27e9min\u27e8U+200D\u27e9"],
  ["1\ufe0f\u20e3 \u2764\ufe0f", "1\ufe0f\u20e3 \u2764\ufe0f"],
  ["a\ufe0f", "a\u27e8U+FE0F\u27e9"],
  ["a\u001b[2J\u0085b\u009b\u007f", "a\u27e8U+001B\u27e9[2J\u27e8U+0085\u27e9b\u27e8U+009B\u27e9\u27e8U+007F\u27e9"],
  ["a\u{e0041}", "a\u27e8U+E0041\u27e9"],
  ["\u{1f469}\u200d\u{1f467} \u{1f3f3}\ufe0f\u200d\u{1f308} \u{1f469}\u{1f3fd}\u200d\u{1f4bb}", "\u{1f469}\u200d\u{1f467} \u{1f3f3}\ufe0f\u200d\u{1f308} \u{1f469}\u{1f3fd}\u200d\u{1f4bb}"],
])("%j is seen as %j", (text, seen) => {
  expect(visibleText(text)).toBe(seen);
});

test.each([
  ["a\tb\r\nc", "a\tb\r\nc"],
  ["\u202e\u2066a\u2069\u202c", "\u27e8U+202E\u27e9\u27e8U+2066\u27e9a\u27e8U+2069\u27e9\u27e8U+202C\u27e9"],
  ["\u0000\u0085", "\u27e8U+0000\u27e9\u27e8U+0085\u27e9"],
  ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u200f \u{1f469}\u200d\u{1f467}", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u200f \u{1f469}\u200d\u{1f467}"],
])("in a running text, %j is seen as %j", (text, seen) => {
  expect(visibleControls(text)).toBe(seen);
});
