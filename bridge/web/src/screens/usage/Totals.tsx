import type { ReactNode } from "react";

import { useFormats, useText } from "@/i18n";
import type { ProjectUsage } from "@/protocol";
import { Card } from "@/ui";

import { useCostText } from "./useCostText";

function Total({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <Card className="flex flex-col gap-0.5 px-4 py-3">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-xl font-semibold tabular-nums">{value}</dd>
      <dd className="text-xs text-muted tabular-nums">{children}</dd>
    </Card>
  );
}

/** The sums of today and of all time. */
export function Totals({ usage }: { usage: ProjectUsage }) {
  const text = useText();
  const formats = useFormats();
  const costText = useCostText();
  const tokens = (count: number) => text("chat.tokens", { count, tokens: formats.compact(count) });
  const saving = usage.cache_saving_usd;
  return (
    <section aria-label={text("usage.sums")}>
      <dl className="grid grid-cols-2 gap-3 max-sm:*:last:col-span-2 sm:grid-cols-3">
        <Total label={text("usage.today")} value={costText(usage.today)}>
          {tokens(usage.today.total_tokens)}
        </Total>
        <Total label={text("usage.ever")} value={costText(usage)}>
          {tokens(usage.total_tokens)} · {text("usage.requests", { count: usage.requests })}
        </Total>
        <Total
          label={text("usage.saving")}
          value={saving === null ? "—" : formats.money(Number(saving))}
        >
          {text("usage.saving_hint")}
        </Total>
      </dl>
      {usage.unpriced_requests > 0 && (
        <p className="mt-2 text-xs text-muted">
          {text("usage.unpriced", { count: usage.unpriced_requests })}
        </p>
      )}
    </section>
  );
}
