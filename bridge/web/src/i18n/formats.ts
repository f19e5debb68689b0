import type { Language } from "./language";

/** Formats numbers, money and times in a language. */
export interface Formats {
  number(value: number): string;
  /** Short, such as 12.3K. */
  compact(value: number): string;
  percent(fraction: number): string;
  /** USD; small amounts get more digits. */
  money(usd: number): string;
  bytes(value: number): string;
  /** Milliseconds, such as "1.2 s" or "3 min 5 s". */
  duration(milliseconds: number): string;
  /** `at` in milliseconds since 1970. */
  time(at: number): string;
  date(at: number): string;
  dateTime(at: number): string;
  /** A day in UTC, given as YYYY-MM-DD. */
  day(day: string): string;
  /** How long ago, such as "5 minutes ago". */
  ago(at: number, now: number): string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function byteSize(language: Language, value: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const unit = byteUnits[power] ?? "byte";
  const shown = value / 1000 ** power;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(shown);
}

function unitsOf(milliseconds: number): [number, "hour" | "minute" | "second"][] {
  if (milliseconds >= hour) {
    const minutes = Math.round(milliseconds / minute);
    return [
      [Math.floor(minutes / 60), "hour"],
      [minutes % 60, "minute"],
    ];
  }
  const seconds = Math.round(milliseconds / second);
  return [
    [Math.floor(seconds / 60), "minute"],
    [seconds % 60, "second"],
  ];
}

function durationText(language: Language, milliseconds: number): string {
  const written = (value: number, unit: string, digits: number) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (milliseconds < second) return written(Math.round(milliseconds), "millisecond", 0);
  if (milliseconds < 10 * second) return written(milliseconds / second, "second", 1);
  const parts = unitsOf(milliseconds).filter(([value]) => value > 0);
  return parts.map(([value, unit]) => written(value, unit, 0)).join(" ");
}

function moneyText(language: Language, usd: number): string {
  const digits = usd === 0 || Math.abs(usd) >= 1 ? 2 : 4;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.abs(usd) < 0.0001 ? 6 : digits,
  }).format(usd);
}

function agoText(language: Language, at: number, now: number): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const past = Math.min(0, at - now);
  if (past > -minute) return relative.format(0, "second");
  if (past > -hour) return relative.format(Math.round(past / minute), "minute");
  if (past > -day) return relative.format(Math.round(past / hour), "hour");
  return relative.format(Math.round(past / day), "day");
}

/** The formats of a language. */
export function formatsIn(language: Language): Formats {
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, {
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const utcDay = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  return {
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    percent: (fraction) => percent.format(fraction),
    money: (usd) => moneyText(language, usd),
    bytes: (value) => byteSize(language, value),
    duration: (milliseconds) => durationText(language, milliseconds),
    time: (at) => time.format(at),
    date: (at) => date.format(at),
    dateTime: (at) => dateTime.format(at),
    day: (text) => utcDay.format(Date.parse(text)),
    ago: (at, now) => agoText(language, at, now),
  };
}
