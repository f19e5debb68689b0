import type { ReactNode } from "react";

import { useFormats, useText } from "@/i18n";
import type { UsageSummary } from "@/protocol";

import { useCostText } from "./useCostText";

export interface UsageRow {
  key: string;
  name: ReactNode;
  /** Undefined: not known yet. */
  usage: UsageSummary | undefined;
}

function Numbers({ usage }: { usage: UsageSummary | undefined }) {
  const formats = useFormats();
  const costText = useCostText();
  const cells = usage
    ? [
        formats.compact(usage.input_tokens),
        formats.compact(usage.cache_read_tokens),
        formats.compact(usage.cache_creation_tokens),
        formats.compact(usage.output_tokens),
        costText(usage),
      ]
    : ["…", "…", "…", "…", "…"];
  return cells.map((cell, index) => (
    <td key={index} className="py-1.5 pl-4 text-right tabular-nums">
      {cell}
    </td>
  ));
}

/** Figures of usage, row by row. */
export function UsageTable({ first, rows }: { first: string; rows: readonly UsageRow[] }) {
  const text = useText();
  const heads = [
    text("usage.input"),
    text("usage.cache_read"),
    text("usage.cache_written"),
    text("usage.output"),
    text("usage.cost"),
  ];
  return (
    <div role="region" aria-label={first} tabIndex={0} className="scrollbar-thin overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line-strong text-xs text-muted">
            <th scope="col" className="py-1.5 text-left font-medium">
              {first}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="py-1.5 pl-4 text-right font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="max-w-56 truncate py-1.5 text-left font-normal">
                {row.name}
              </th>
              <Numbers usage={row.usage} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
