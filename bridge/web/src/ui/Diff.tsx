import { clsx } from "clsx";
import { useMemo } from "react";

import { linesOfDiff, type DiffLine } from "./unifiedDiff";
import { visibleText } from "./visibleText";

const looks: Record<DiffLine["kind"], string> = {
  same: "",
  added: "bg-good-soft text-good",
  removed: "bg-bad-soft text-bad",
  hunk: "bg-hover text-muted",
  note: "text-muted italic",
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
    <div className={clsx("flex min-w-fit", looks[line.kind])}>
      {line.kind === "hunk" ? (
        <span className="px-3">{line.text}</span>
      ) : (
        <>
          <LineNumber value={line.before} />
          <LineNumber value={line.after} />
          <span className="w-5 shrink-0 text-center font-semibold select-none">
            {signs[line.kind]}
          </span>
          <span className="pr-3 whitespace-pre">{visibleText(line.text) || " "}</span>
        </>
      )}
    </div>
  );
}

/** A unified diff. What is added or removed is told by signs as well as by colours. */
export function Diff({ unified, label }: { unified: string; label: string }) {
  const lines = useMemo(() => linesOfDiff(unified), [unified]);
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
