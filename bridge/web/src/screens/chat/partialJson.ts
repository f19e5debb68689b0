import { isObject } from "@/chat/jsonText";
import type { JsonObject } from "@/protocol";

interface Scan {
  /** Closing brackets that are missing, innermost last. */
  closers: string[];
  inString: boolean;
  /** Where an incomplete escape begins; -1: none. */
  escapeAt: number;
}

function scan(text: string): Scan {
  const closers: string[] = [];
  let inString = false;
  let escapeAt = -1;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString && character === "\\") {
      const length = text[index + 1] === "u" ? 6 : 2;
      if (index + length > text.length) escapeAt = index;
      index += length - 1;
    } else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === "{") closers.push("}");
    else if (character === "[") closers.push("]");
    else if (character === "}" || character === "]") closers.pop();
  }
  return { closers, inString, escapeAt };
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function read(text: string): JsonObject | null {
  const { closers, inString, escapeAt } = scan(text);
  const end = [...closers].reverse().join("");
  const body = escapeAt < 0 ? text : text.slice(0, escapeAt);
  const whole = parsed(body + (inString ? '"' : "") + end);
  if (whole) return whole;
  // The last member has no value yet: it is left out.
  const comma = body.lastIndexOf(",");
  if (comma >= 0 && closers.length === 1) return parsed(body.slice(0, comma) + end);
  return text.trimStart().startsWith("{") ? {} : null;
}

let last: { text: string; object: JsonObject | null } = { text: "", object: null };

/**
 * Parses the beginning of a JSON object as far as possible; null: not possible yet. Cached, because
 * several parts of a page need the same text, which may be long.
 */
export function partialObject(text: string): JsonObject | null {
  if (text !== last.text) last = { text, object: read(text) };
  return last.object;
}
