import { clsx } from "clsx";
import type { ReactNode } from "react";

import { useText } from "@/i18n";

import { CopyButton } from "./CopyButton";
import { visibleControls, visibleText } from "./visibleText";

export interface CodeBlockProps {
  /** The text that the button copies. */
  code: string;
  /** Name of the language, or of the kind of text. */
  caption?: string;
  /** Scrolls inside when it is longer. */
  tall?: boolean;
  /** Shown instead of the plain text. */
  children?: ReactNode;
}

/** A monospaced text with a button that copies it. */
export function CodeBlock({ code, caption = "", tall = false, children }: CodeBlockProps) {
  const text = useText();
  return (
    <figure className="overflow-hidden rounded-lg border border-line bg-sunken">
      <figcaption className="flex h-8 items-center justify-between border-b border-line pr-1 pl-3 text-xs text-muted touch:h-11">
        <span className="truncate">{visibleText(caption) || text("common.code")}</span>
        <CopyButton text={code} label={text("common.copy")} />
      </figcaption>
      <pre
        tabIndex={0}
        className={clsx(
          "scrollbar-thin overflow-auto px-3 py-2.5 font-mono text-xs leading-5 -outline-offset-2",
          tall && "max-h-80",
        )}
      >
        <code>{children ?? visibleControls(code)}</code>
      </pre>
    </figure>
  );
}
