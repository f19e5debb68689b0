import { describe, expect, test } from "vitest";

import { formatsIn } from "./formats";

// Intl writes some blanks as U+00A0 or U+202F.
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

const en = formatsIn("en");
const pt = formatsIn("pt-BR");
const now = Date.UTC(2026, 10, 20, 12);

describe("formats", () => {
  test.each([
    [en.number(1234567.5), "1,234,567.5"],
    [pt.number(1234567.5), "1.234.567,5"],
    [en.compact(12_345), "12.3K"],
    [pt.compact(12_345), "12,3 mil"],
    [en.money(0), "$0.00"],
    [en.money(1.239), "$1.24"],
    [en.money(0.0123), "$0.0123"],
    [en.money(0.00001234), "$0.000012"],
    [pt.money(0.5), "US$ 0,50"],
    [en.bytes(12), "12 bytes"],
    [en.bytes(1500), "1.5 kB"],
    [pt.bytes(2_500_000), "2,5 MB"],
    [en.duration(350), "350 ms"],
    [en.duration(1234), "1.2 sec"],
    [en.duration(12_400), "12 sec"],
    [en.duration(185_000), "3 min 5 sec"],
    [en.duration(3_600_000), "1 hr"],
    [en.duration(5_400_000), "1 hr 30 min"],
    [pt.duration(185_000), "3 min 5 s"],
    [en.percent(0.256), "25.6%"],
    [en.day("2026-11-20"), "Nov 20, 2026"],
    [en.ago(now - 1_000, now), "now"],
    [en.ago(now - 5 * 60_000, now), "5 minutes ago"],
    [pt.ago(now - 26 * 3_600_000, now), "ontem"],
  ])("%j is %j", (written, expected) => {
    expect(plain(written)).toBe(expected);
  });
});
