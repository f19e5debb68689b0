import { clsx } from "clsx";
import { useLayoutEffect, useRef } from "react";

import { visibleControls } from "@/ui";

const nearEnd = 24;
// Limit while the text grows: the browser lays out the whole text again for each piece.
const longestGrowing = 200_000;

function endOf(text: string): string {
  return text.length > longestGrowing ? `…${text.slice(-longestGrowing)}` : text;
}

export interface FollowedTextProps {
  label: string;
  children: string;
  /**
   * Keeps the end in view while the text grows, unless the reader has scrolled away from it. Of a long
   * text only the end is then shown.
   */
  follow?: boolean;
  className?: string;
}

/** A monospaced text that may be long. */
export function FollowedText({ label, children, follow = false, className }: FollowedTextProps) {
  const element = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);

  useLayoutEffect(() => {
    const pre = element.current;
    if (follow && pre && atEnd.current) pre.scrollTop = pre.scrollHeight;
  }, [children, follow]);

  function noteScroll(): void {
    const pre = element.current;
    if (pre) atEnd.current = pre.scrollHeight - pre.scrollTop - pre.clientHeight < nearEnd;
  }

  return (
    <pre
      ref={element}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={noteScroll}
      className={clsx(
        "scrollbar-thin max-h-60 overflow-auto rounded-md border border-line bg-sunken px-2.5 py-2",
        "font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap -outline-offset-2",
        className,
      )}
    >
      {visibleControls(follow ? endOf(children) : children)}
    </pre>
  );
}
