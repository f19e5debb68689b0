import { useFormats, useText } from "@/i18n";
import type { ProjectBudget, ProjectUsage } from "@/protocol";
import { Notice, ProgressBar } from "@/ui";

interface Limit {
  used: number;
  soft: number | null;
  hard: number | null;
  /** Formats an amount. */
  write: (amount: number) => string;
}

function Left({ used, soft, hard, write }: Limit) {
  const text = useText();
  const limit = hard ?? soft;
  if (limit === null) return null;
  const left = { left: write(Math.max(0, limit - used)), limit: write(limit) };
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm tabular-nums">
        {hard === null ? text("usage.budget_until_warning", left) : text("usage.budget_left", left)}
      </p>
      <ProgressBar label={text("usage.budget_used")} value={used} total={limit} />
    </div>
  );
}

function Warning({ budget }: { budget: ProjectBudget }) {
  const text = useText();
  const formats = useFormats();
  const time = formats.dateTime(budget.resets_at);
  if (budget.state === "near")
    return <Notice tone="warn">{text("usage.budget_near", { time })}</Notice>;
  if (budget.state === "exceeded")
    return <Notice tone="bad">{text("usage.budget_exceeded", { time })}</Notice>;
  return null;
}

function amount(usd: string | null): number | null {
  return usd === null ? null : Number(usd);
}

/** The rest of the day's budget. */
export function Budget({ usage, budget }: { usage: ProjectUsage; budget: ProjectBudget }) {
  const text = useText();
  const formats = useFormats();
  const { today } = usage;
  const limits: Limit[] = [
    {
      used: today.total_tokens,
      soft: budget.soft_tokens,
      hard: budget.hard_tokens,
      write: (count) => text("chat.tokens", { count, tokens: formats.compact(count) }),
    },
    {
      used: Number(today.total_cost_usd ?? 0),
      soft: amount(budget.soft_usd),
      hard: amount(budget.hard_usd),
      write: (usd) => formats.money(usd),
    },
  ];
  if (limits.every(({ soft, hard }) => soft === null && hard === null)) return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{text("usage.budget")}</h2>
      <Warning budget={budget} />
      {limits.map((limit, index) => (
        <Left key={index} {...limit} />
      ))}
    </section>
  );
}
