import { longestText } from "@/protocol";

import { isTextKey, type TextOf } from "./text";

/** The text for an error code, which says what to do. */
export function errorText(text: TextOf, code: string): string {
  const key = `error.${code}`;
  return isTextKey(key) ? text(key, { most: longestText }) : text("error.unknown", { code });
}
