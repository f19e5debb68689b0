import type { JsonObject } from "@/protocol";

import type { FieldOption, SchemaField } from "./fields";

/** The state of a control: its text, whether it is checked, or the numbers of the checked options. */
export type DraftValue = string | boolean | readonly number[];

/** The state of a form's controls, by name. */
export type Draft = Readonly<Record<string, DraftValue>>;

/** Why a text cannot be read: it is not a number, or not JSON. */
export type Unreadable = "number" | "json";

function optionNumber(options: readonly FieldOption[], value: unknown): number {
  const wanted = JSON.stringify(value);
  return options.findIndex((option) => JSON.stringify(option.value) === wanted);
}

function localDateTime(value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The state of a control that shows this value. */
export function draftOf(field: SchemaField, value: unknown): DraftValue {
  switch (field.kind) {
    case "boolean":
      return value === true;
    case "choice": {
      const number = value === undefined ? -1 : optionNumber(field.options, value);
      return number < 0 ? "" : String(number);
    }
    case "choices": {
      const values: unknown[] = Array.isArray(value) ? value : [];
      return values
        .map((each) => optionNumber(field.options, each))
        .filter((number) => number >= 0);
    }
    case "json":
      return value === undefined ? "" : JSON.stringify(value, null, 2);
    default:
      if (field.inputType === "datetime-local" && typeof value === "string")
        return localDateTime(value);
      return value === undefined || value === null
        ? ""
        : typeof value === "string"
          ? value
          : JSON.stringify(value);
  }
}

/** The initial state of a form: the values of `input`, otherwise the defaults of the schema. */
export function draftFrom(fields: readonly SchemaField[], input: JsonObject = {}): Draft {
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      draftOf(field, field.name in input ? input[field.name] : field.initial),
    ]),
  );
}

interface Read {
  value?: unknown;
  unreadable?: Unreadable;
}

function readNumber(text: string): Read {
  const number = Number(text);
  return Number.isFinite(number) ? { value: number } : { unreadable: "number" };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { unreadable: "json" };
  }
}

function readText(field: SchemaField, text: string): Read {
  if (text === "") return field.required && field.kind === "text" ? { value: "" } : {};
  switch (field.kind) {
    case "number":
      return readNumber(text);
    case "json":
      return readJson(text);
    case "choice":
      return { value: field.options[Number(text)]?.value };
    default:
      return { value: field.inputType === "datetime-local" ? new Date(text).toISOString() : text };
  }
}

function readField(field: SchemaField, drafted: DraftValue | undefined): Read {
  if (typeof drafted === "boolean") {
    return drafted || field.required || field.initial !== undefined ? { value: drafted } : {};
  }
  if (typeof drafted === "string") return readText(field, drafted);
  const chosen = [...(drafted ?? [])]
    .sort((a, b) => a - b)
    .map((number) => field.options[number]?.value);
  return chosen.length > 0 || field.required ? { value: chosen } : {};
}

function sameDraft(one: DraftValue | undefined, other: DraftValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// Browsers replace CRLF by LF in a text field; a value that had CRLF gets it back.
function withEndsOf(before: unknown, text: unknown): unknown {
  const both = typeof before === "string" && typeof text === "string";
  return both && before.includes("\r\n") ? text.replace(/\r?\n/g, "\r\n") : text;
}

/**
 * The object that the form describes, and the fields that could not be read, by name. Empty fields are
 * left out. Unchanged values, and values without a field, are those of `before`.
 */
export function inputFrom(
  fields: readonly SchemaField[],
  draft: Draft,
  before?: JsonObject,
): { input: JsonObject; unreadable: Readonly<Record<string, Unreadable>> } {
  const untouched = before && draftFrom(fields, before);
  const input: JsonObject = { ...before };
  const unreadable: Record<string, Unreadable> = {};
  for (const field of fields) {
    const { name } = field;
    if (untouched && sameDraft(untouched[name], draft[name])) continue;
    const read = readField(field, draft[name]);
    if (read.unreadable) unreadable[name] = read.unreadable;
    if (read.value === undefined) delete input[name];
    else input[name] = withEndsOf(before?.[name], read.value);
  }
  return { input, unreadable };
}
