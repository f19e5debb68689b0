import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { Page } from "@/testing/renderInChat";

import { BlockLexer } from "./blockLexer";
import { withoutEntities } from "./entities";
import { Markdown } from "./Markdown";
import { safeAddress } from "./safeAddress";

function rendered(text: string): HTMLElement {
  return render(<Markdown text={text} />, { wrapper: Page }).container;
}

describe("markdown", () => {
  test.each([
    ["# One", "h3"],
    ["**bold**", "strong"],
    ["*it*", "em"],
    ["~~gone~~", "del"],
    ["`code`", "code"],
    ["- a\n- b", "ul > li"],
    ["3. a\n4. b", 'ol[start="3"] > li'],
    ["- a\n\n  b", "li > p"],
    ["> quote", "blockquote > p"],
    ["| a | b |\n|---|--:|\n| 1 | 2 |", "table td"],
    ["---", "hr"],
    ["a  \nb", "br"],
    ["```js\nlet a\n```", "pre code"],
  ])("%j has %s", (text, selector) => {
    expect(rendered(text).querySelector(selector)).not.toBeNull();
  });

  test("a link leaves the page", () => {
    rendered("[site](https://example.com/a?b=c)");
    const link = screen.getByRole("link", { name: "site" });
    expect(link).toHaveAttribute("href", "https://example.com/a?b=c");
    expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    expect(link).toHaveAttribute("target", "_blank");
  });

  test("a picture is a link, and is not loaded", () => {
    expect(rendered("![a cat](https://example.com/cat.png)").querySelector("img")).toBeNull();
    expect(screen.getByRole("link", { name: "a cat" })).toBeInTheDocument();
  });

  test("entities are characters, also where they would be marks", () => {
    expect(rendered("a &lt;b&gt; &amp; &#x41;&hellip; &unknown;").textContent).toBe(
      "a <b> & A… &unknown;",
    );
  });

  test("what would turn the order of the text is spelled out", () => {
    expect(rendered("a\u202eb **c\u2066** `d\u009b`").textContent).toBe(
      "a\u27e8U+202E\u27e9b c\u27e8U+2066\u27e9 d\u27e8U+009B\u27e9",
    );
  });

  test("code is shown as it is", () => {
    const code = rendered("```html\n<b>&amp;</b>\n```").querySelector("pre");
    expect(code?.textContent).toBe("<b>&amp;</b>");
  });
});

test("headings follow each other as those of a page do", () => {
  const names = [
    ...rendered("## A\n\n#### B\n\n# C\n\n### D\n\n> # E").querySelectorAll("[data-depth]"),
  ];
  expect(names.map((each) => each.tagName)).toEqual(["H3", "H4", "H3", "H4", "P"]);
});

describe("what a model may write to harm", () => {
  const attacks = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<svg onload="alert(1)"><circle/></svg>',
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<b onmouseover=alert(1)>x</b>",
    "<base href='https://evil.example/'>",
    "<form action=https://evil.example><input></form>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/api/sessions)",
    "![x](javascript:alert(1))",
    '![x](https://evil.example/a.png"onerror="alert(1))',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    '[x](https://a.example "\\" onmouseover=alert(1) \\"")',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    '```"><script>alert(1)</script>\ncode\n```',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "- <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
  ];

  test.each(attacks)("%j stays text", (attack) => {
    const container = rendered(attack);
    const forbidden =
      "script, img, svg:not([aria-hidden]), iframe, style, base, form, input, object, embed";
    expect(container.querySelector(forbidden)).toBeNull();
    for (const element of container.querySelectorAll("*")) {
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on/);
    }
    for (const link of container.querySelectorAll("a")) {
      expect(link.getAttribute("href")).toMatch(/^(https?|mailto):/);
    }
  });
});

describe("an address", () => {
  test.each([
    ["https://example.com", "https://example.com/"],
    ["http://example.com/a b", "http://example.com/a%20b"],
    ["mailto:a@example.com", "mailto:a@example.com"],
    ["javascript:alert(1)", null],
    [" javascript:alert(1)", null],
    ["java\nscript:alert(1)", null],
    ["data:text/html,x", null],
    ["/rules", null],
    ["", null],
  ])("%j opens %j", (href, expected) => {
    expect(safeAddress(href)).toBe(expected);
  });
});

describe("entities", () => {
  test.each([
    ["&#0;", "&#0;"],
    ["&#xD800;", "&#xD800;"],
    ["&#1114112;", "&#1114112;"],
    ["&constructor;", "&constructor;"],
    ["&#233;", "é"],
    ["&#x202E;", "\u27e8U+202E\u27e9"],
  ])("%j is %j", (text, expected) => {
    expect(withoutEntities(text)).toBe(expected);
  });
});

describe("a text that grows", () => {
  const text =
    "# Title\n\nA *paragraph* that\ngoes on.\n\n- one\n- two\n\n  more of two\n\n- three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" +
    "```cpp\nint main() {\n\n}\n```\n\n> quote\n> goes on\n\nSetext\n===\n\n1. a\n   - b\n\n[see][x] <b>raw</b>\n\n[x]: https://example.com\n\nend";

  test("is read in the end as if it had come at once", () => {
    const whole = new BlockLexer().read(text);
    for (const step of [1, 3, 7, 50]) {
      const lexer = new BlockLexer();
      for (let end = step; end < text.length; end += step) lexer.read(text.slice(0, end));
      expect(lexer.read(text)).toEqual(whole);
    }
  });

  test("keeps the blocks before the last one", () => {
    const lexer = new BlockLexer();
    const before = lexer.read("One.\n\nTwo.\n\nThr");
    const after = lexer.read("One.\n\nTwo.\n\nThree");
    expect(after[0]).toBe(before[0]);
    expect(after[2]).toBe(before[2]);
    expect(after.at(-1)).not.toBe(before.at(-1));
  });

  test("begins anew when it is another text", () => {
    const lexer = new BlockLexer();
    lexer.read("One.");
    expect(lexer.read("Another.").map((token) => token.raw)).toEqual(["Another."]);
  });
});

test("a program gets its colours when it is complete", async () => {
  const { container, rerender } = render(<Markdown text={"```js\nconst a = 1;\n"} open />, {
    wrapper: Page,
  });
  expect(container.querySelector(".hljs-keyword")).toBeNull();
  rerender(<Markdown text={"```js\nconst a = 1;\n```"} open />);
  await expect.poll(() => container.querySelector(".hljs-keyword")?.textContent).toBe("const");
  expect(container.querySelector("pre")?.textContent).toBe("const a = 1;");
});

test("a text that the lexer may be slow at is plain, and is formatted when it has been read", async () => {
  const text = `*begin* ${"[a](".repeat(900)}`;
  const container = rendered(text);
  expect(container.textContent).toBe(text);
  await expect.poll(() => container.querySelector("em")?.textContent).toBe("begin");
});
