import { useFormats, useText } from "@/i18n";
import type { UsageSummary } from "@/protocol";

/** Formats a cost; an unknown price is not shown as free. */
export function useCostText(): (usage: UsageSummary) => string {
  const text = useText();
  const formats = useFormats();
  return ({ total_cost_usd: cost, requests }) => {
    if (cost !== null) return formats.money(Number(cost));
    return requests === 0 ? formats.money(0) : text("usage.no_price");
  };
}
