import { useState } from "react";

import { useFormats, useText } from "@/i18n";
import type { DayUsage } from "@/protocol";
import { Disclosure, Tooltip } from "@/ui";

import { UsageTable } from "./UsageTable";
import { useCostText } from "./useCostText";

const shownDays = 30;
const dayLength = 24 * 60 * 60 * 1000;

interface Bar {
  day: string;
  usage: DayUsage | undefined;
}

// Includes days without usage.
function barsOf(days: readonly DayUsage[]): Bar[] {
  const byDay = new Map(days.map((each) => [each.day, each]));
  const last = Date.parse(days.at(-1)?.day ?? "");
  const first = Date.parse(days[0]?.day ?? "");
  const count = Math.min(shownDays, Math.round((last - first) / dayLength) + 1);
  return Array.from({ length: Math.max(count, 7) }, (_, index, length = Math.max(count, 7)) => {
    const day = new Date(last - (length - 1 - index) * dayLength).toISOString().slice(0, 10);
    return { day, usage: byDay.get(day) };
  });
}

function BarOf({ bar, most }: { bar: Bar; most: number }) {
  const text = useText();
  const formats = useFormats();
  const costText = useCostText();
  const tokens = bar.usage?.total_tokens ?? 0;
  const words = bar.usage
    ? `${formats.day(bar.day)}: ${text("chat.tokens", { count: tokens, tokens: formats.compact(tokens) })} · ${costText(bar.usage)}`
    : `${formats.day(bar.day)}: —`;
  return (
    <Tooltip content={words}>
      <div className="group flex h-full min-w-0 flex-1 items-end justify-center">
        <div
          className="w-full max-w-10 rounded-t-sm bg-accent-solid group-hover:bg-accent"
          style={{ height: tokens > 0 ? `max(2px, ${(tokens / most) * 100}%)` : "0" }}
        />
      </div>
    </Tooltip>
  );
}

/** The tokens of each day as bars, and the figures as a table. */
export function DayChart({ days }: { days: readonly DayUsage[] }) {
  const text = useText();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const bars = barsOf(days);
  const most = Math.max(1, ...bars.map((bar) => bar.usage?.total_tokens ?? 0));
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{text("usage.by_day")}</h2>
      <figure>
        <div className="mb-1 text-xs text-muted tabular-nums">
          {text("usage.most", { tokens: formats.compact(most) })}
        </div>
        <div
          role="img"
          aria-label={text("usage.chart_label", { count: bars.length })}
          className="flex h-36 items-end gap-1 border-b border-line-strong"
        >
          {bars.map((bar) => (
            <BarOf key={bar.day} bar={bar} most={most} />
          ))}
        </div>
        <figcaption className="mt-1 flex justify-between text-xs text-muted">
          <span>{formats.day(bars[0]?.day ?? "")}</span>
          <span>{formats.day(bars.at(-1)?.day ?? "")}</span>
        </figcaption>
      </figure>
      <Disclosure open={open} onOpenChange={setOpen} summary={text("usage.as_table")}>
        <UsageTable
          first={text("usage.day")}
          rows={[...days]
            .reverse()
            .map((each) => ({ key: each.day, name: formats.day(each.day), usage: each }))}
        />
      </Disclosure>
    </section>
  );
}
