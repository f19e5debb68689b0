import { visibleControls } from "@/ui";

const named: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  copy: "©",
  deg: "°",
  gt: ">",
  hellip: "…",
  laquo: "«",
  ldquo: "“",
  lsquo: "‘",
  lt: "<",
  mdash: "—",
  middot: "·",
  nbsp: "\u00a0",
  ndash: "–",
  quot: '"',
  raquo: "»",
  rarr: "→",
  rdquo: "”",
  rsquo: "’",
  times: "×",
};

function character(code: number): string | null {
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? visibleControls(String.fromCodePoint(code)) : null;
}

/** Replaces `&…;` by the characters. Unknown entities stay as they are. */
export function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return character(Number.parseInt(decimal, 10)) ?? whole;
      if (hex !== undefined) return character(Number.parseInt(hex, 16)) ?? whole;
      return (name !== undefined && named[name]) || whole;
    },
  );
}
