import { useEffect, useState } from "react";

function stored(key: string): string {
  try {
    return localStorage.getItem(`mcp-bridge.draft.${key}`) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

function store(key: string, draft: string): void {
  try {
    if (draft === "") localStorage.removeItem(`mcp-bridge.draft.${key}`);
    else localStorage.setItem(`mcp-bridge.draft.${key}`, draft);
  } catch {
    // It then holds until the page is closed.
  }
}

/** What is being written in a chat; it is there again after the page was reloaded. */
export function useDraft(key: string): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(() => stored(key));
  useEffect(() => store(key, draft), [key, draft]);
  return [draft, setDraft];
}
