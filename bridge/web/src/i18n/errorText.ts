import { longestText } from "@/protocol";

import { isTextKey, type TextOf } from "./text";

/** What to tell a person about an error of that code; it says what to do. */
export function errorText(text: TextOf, code: string): string {
  const key = `error.${code}`;
  return isTextKey(key) ? text(key, { most: longestText }) : text("error.unknown", { code });
}
