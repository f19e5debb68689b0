import { clsx } from "clsx";
import { useMemo } from "react";

import { linesOfDiff, type DiffLine } from "./unifiedDiff";
import { visibleText } from "./visibleText";

const looks: Record<DiffLine["kind"], string> = {
  same: "",
  added: "bg-good-soft",
  removed: "bg-bad-soft",
  hunk: "bg-hover text-muted",
  note: "text-muted italic",
};

const signLooks: Record<DiffLine["kind"], string> = {
  same: "",
  added: "text-good",
  removed: "text-bad",
  hunk: "",
  note: "",
};

const signs: Record<DiffLine["kind"], string> = {
  same: " ",
  added: "+",
  removed: "-",
  hunk: "",
  note: " ",
};

function LineNumber({ value }: { value: number | null }) {
  return (
    <span aria-hidden className="w-9 shrink-0 pr-2 text-right text-muted select-none max-sm:hidden">
      {value}
    </span>
  );
}

function Line({ line }: { line: DiffLine }) {
  return (
    <div className={clsx("flex sm:min-w-fit", looks[line.kind])}>
      {line.kind === "hunk" ? (
        <span className="px-3">{line.text}</span>
      ) : (
        <>
          <LineNumber value={line.before} />
          <LineNumber value={line.after} />
          <span
            className={clsx(
              "w-5 shrink-0 text-center font-semibold select-none",
              signLooks[line.kind],
            )}
          >
            {signs[line.kind]}
          </span>
          <span className="min-w-0 pr-3 wrap-anywhere whitespace-pre-wrap sm:whitespace-pre">
            {visibleText(line.text) || " "}
          </span>
        </>
      )}
    </div>
  );
}

// The first hunk header is hidden if it starts at the first line.
function atTheStart(line: DiffLine | undefined): boolean {
  return line?.kind === "hunk" && /^@@ -[01](,\d+)? \+1(,\d+)? @@/.test(line.text);
}

/**
 * A unified diff. Signs and colours show what is added or removed. Long lines are wrapped on phones, so
 * that the user sees all of what an approval is about.
 */
export function Diff({ unified, label }: { unified: string; label: string }) {
  const lines = useMemo(() => {
    const all = linesOfDiff(unified);
    return atTheStart(all[0]) ? all.slice(1) : all;
  }, [unified]);
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="scrollbar-thin max-h-80 overflow-auto bg-sunken py-1 font-mono text-xs leading-5 -outline-offset-2"
    >
      {lines.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </div>
  );
}
