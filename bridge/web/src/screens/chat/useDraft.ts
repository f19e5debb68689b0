import { useEffect, useState } from "react";

function stored(key: string): string {
  try {
    return localStorage.getItem(`mcp-bridge.draft.${key}`) ?? "";
  } catch {
    return ""; // the browser has no storage
  }
}

function store(key: string, draft: string): void {
  try {
    if (draft === "") localStorage.removeItem(`mcp-bridge.draft.${key}`);
    else localStorage.setItem(`mcp-bridge.draft.${key}`, draft);
  } catch {
    // Without storage, the draft is kept until the page is closed.
  }
}

/** The unsent text in a chat; it survives a reload of the page. */
export function useDraft(key: string): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(() => stored(key));
  useEffect(() => store(key, draft), [key, draft]);
  return [draft, setDraft];
}
