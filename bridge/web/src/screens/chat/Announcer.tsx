import { useEffect, useRef } from "react";

import type { ChatState } from "@/chat/model";
import { errorText, useText } from "@/i18n";

import { SpokenParagraphs } from "./spokenParagraphs";

// Milliseconds before an announcement is removed, so that a screen reader does not find it again
// in the page.
const kept = 10_000;

/** Announces new content to screen readers: complete paragraphs, questions, errors. */
export function Announcer({ state }: { state: ChatState }) {
  const text = useText();
  const region = useRef<HTMLDivElement>(null);
  const spoken = useRef(new SpokenParagraphs());

  useEffect(() => {
    const element = region.current;
    if (!element) return;
    const words = {
      question: (tool: string) => text("chat.announce_approval", { tool }),
      elicitation: text("chat.announce_elicitation"),
      error: (code: string) => errorText(text, code),
    };
    for (const paragraph of spoken.current.read(state, words)) {
      const line = document.createElement("p");
      line.textContent = paragraph;
      element.append(line);
      setTimeout(() => line.remove(), kept);
    }
  }, [state, text]);

  return <div ref={region} aria-live="polite" className="sr-only" />;
}
