import { Validator, type Schema } from "@cfworker/json-schema";

import type { TextKey, TextOf, TextValues } from "@/i18n";
import type { JsonObject } from "@/protocol";

import { withSafePatterns } from "./safePatterns";

/** A violation of a schema. */
export interface SchemaProblem {
  /** JSON Pointer of the invalid value, such as "/address/zip"; empty: the whole. */
  pointer: string;
  key: TextKey;
  values: TextValues;
}

// Only violations of these keywords are shown; other keywords, such as `anyOf`, only enclose them.
const words: Readonly<Record<string, TextKey>> = {
  additionalProperties: "schema.unknown_property",
  const: "schema.const",
  enum: "schema.enum",
  exclusiveMaximum: "schema.exclusive_maximum",
  exclusiveMinimum: "schema.exclusive_minimum",
  format: "schema.format",
  maximum: "schema.maximum",
  maxItems: "schema.max_items",
  maxLength: "schema.max_length",
  minimum: "schema.minimum",
  minItems: "schema.min_items",
  minLength: "schema.min_length",
  multipleOf: "schema.multiple_of",
  pattern: "schema.pattern",
  required: "schema.required",
  type: "schema.type",
  uniqueItems: "schema.unique_items",
};

function valueAt(schema: unknown, pointer: string): unknown {
  let value = schema;
  for (const word of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[
      decodeURIComponent(word).replaceAll("~1", "/").replaceAll("~0", "~")
    ];
  }
  return value;
}

function limitText(limit: unknown): string | number {
  if (typeof limit === "number") return limit;
  if (Array.isArray(limit))
    return limit.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join(", ");
  return typeof limit === "string" ? limit : JSON.stringify(limit ?? null);
}

/** The violations in a value; empty: it is valid, or the page cannot check it. */
export function problemsOf(schema: JsonObject, value: unknown): SchemaProblem[] {
  try {
    const safe = withSafePatterns(schema, value);
    const { errors } = new Validator(safe as Schema, "2020-12", false).validate(value);
    return errors.flatMap((error) => {
      const key = words[error.keyword];
      if (!key) return [];
      const named = /"([^"]*)"/.exec(error.error)?.[1] ?? "";
      const inside = error.keyword === "required" ? `/${named}` : "";
      const limit = limitText(valueAt(safe, error.keywordLocation));
      return [
        { pointer: error.instanceLocation.slice(1) + inside, key, values: { name: named, limit } },
      ];
    });
  } catch {
    return []; // the page cannot compile this schema; the bridge validates anyway
  }
}

/** The text of a problem, with its place. */
export function problemText(text: TextOf, problem: SchemaProblem): string {
  const words = text(problem.key, problem.values);
  return problem.pointer ? `${problem.pointer.slice(1)}: ${words}` : words;
}
