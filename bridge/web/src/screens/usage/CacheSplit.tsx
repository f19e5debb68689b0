import { clsx } from "clsx";

import { useFormats, useText, type TextKey } from "@/i18n";
import type { UsageSummary } from "@/protocol";

interface Part {
  label: TextKey;
  colour: string;
  tokens: number;
}

function partsOf(usage: UsageSummary): Part[] {
  return [
    { label: "usage.cache_read", colour: "bg-good", tokens: usage.cache_read_tokens },
    { label: "usage.cache_written", colour: "bg-warn", tokens: usage.cache_creation_tokens },
    { label: "usage.input", colour: "bg-muted", tokens: usage.input_tokens },
    { label: "usage.output", colour: "bg-accent-solid", tokens: usage.output_tokens },
  ];
}

/** How the tokens are split between the cache, the input and the output. */
export function CacheSplit({ usage }: { usage: UsageSummary }) {
  const text = useText();
  const formats = useFormats();
  const total = usage.total_tokens;
  if (total === 0) return null;
  const parts = partsOf(usage);
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{text("usage.split")}</h2>
      <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-full">
        {parts.map(
          (part) =>
            part.tokens > 0 && (
              <div
                key={part.label}
                className={part.colour}
                style={{ width: `${(part.tokens / total) * 100}%` }}
              />
            ),
        )}
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
        {parts.map((part) => (
          <div key={part.label}>
            <dt className="flex items-center gap-1.5 text-xs text-muted">
              <span aria-hidden className={clsx("size-2 rounded-full", part.colour)} />
              {text(part.label)}
            </dt>
            <dd className="text-sm tabular-nums">
              {formats.compact(part.tokens)}{" "}
              <span className="text-muted">({formats.percent(part.tokens / total)})</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
