import type { JsonObject } from "@/protocol";

/**
 * Schemas come from servers, and their regular expressions may take very long: the time of `^(a+)+$`
 * doubles with each letter. The page runs only patterns with bounded time, and only on short texts; the
 * bridge validates with all of them.
 */

/** Longer texts are not matched on the page. */
export const longestMatched = 200;
/** Maximum number of unbounded parts; each multiplies the time by the length of the text. */
const mostUnbounded = 3;

const escapesAndClasses = /\\.|\[(?:\\.|[^\]\\])*\]/gs;

/** Whether a pattern takes at most a moment for a text of `longestMatched` characters. */
export function isSafePattern(pattern: string): boolean {
  if (pattern.length > 500 || /\\[1-9k]|\(\?<?[=!]/.test(pattern)) return false;
  const plain = pattern.replace(escapesAndClasses, "x");
  if (/\)[*+?{]/.test(plain)) return false;
  const unbounded = plain.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  return unbounded + (pattern.startsWith("^") && !plain.includes("|") ? 0 : 1) <= mostUnbounded;
}

/** Whether the value contains a text or a name longer than `longestMatched`. */
function hasLongText(value: unknown): boolean {
  if (typeof value === "string") return value.length > longestMatched;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, each]) => name.length > longestMatched || hasLongText(each),
  );
}

// These keywords hold values, not schemas.
const values = new Set(["const", "default", "enum", "examples"]);
// These would reject values that the removed patterns allow.
const dependent = new Set(["additionalProperties", "unevaluatedProperties"]);

type Keep = (pattern: string) => boolean;

function keptPatterns(properties: unknown, keep: Keep): [string, unknown][] {
  const entries = Object.entries((properties ?? {}) as JsonObject);
  return entries.filter(([pattern]) => keep(pattern));
}

function reduced(schema: unknown, keep: Keep): unknown {
  if (Array.isArray(schema)) return schema.map((each) => reduced(each, keep));
  if (typeof schema !== "object" || schema === null) return schema;
  const object = schema as JsonObject;
  const patterns = object["patternProperties"];
  const kept = keptPatterns(patterns, keep);
  const lacks = kept.length < Object.keys((patterns ?? {}) as JsonObject).length;
  const entries = Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    if (values.has(name)) return [[name, value]];
    if (name === "pattern" && typeof value === "string") return keep(value) ? [[name, value]] : [];
    if (name === "format" && !keep("")) return [];
    if (lacks && dependent.has(name)) return [];
    if (name === "patternProperties") return [[name, reduced(Object.fromEntries(kept), keep)]];
    return [[name, reduced(value, keep)]];
  });
  return Object.fromEntries(entries);
}

/** The schema without the patterns that must not be run on this value. */
export function withSafePatterns(schema: JsonObject, value: unknown): JsonObject {
  const keep = hasLongText(value) ? () => false : isSafePattern;
  return reduced(schema, keep) as JsonObject;
}
