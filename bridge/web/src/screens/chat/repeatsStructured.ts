import { sameJson } from "@/chat/jsonText";

/** Whether a text only repeats the structured result, as many servers send it. */
export function repeatsStructured(text: string, structured: unknown): boolean {
  if (structured === undefined || structured === null) return false;
  try {
    return sameJson(JSON.parse(text), structured);
  } catch {
    return false;
  }
}
