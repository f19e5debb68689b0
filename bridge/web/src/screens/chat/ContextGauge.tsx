import { clsx } from "clsx";

const radius = 6;
const circumference = 2 * Math.PI * radius;

/** A ring that shows how full the context window of the model is. */
export function ContextGauge({ tokens, most }: { tokens: number; most: number }) {
  const part = Math.min(1, tokens / most);
  return (
    <svg viewBox="0 0 16 16" aria-hidden className="size-4 -rotate-90">
      <circle cx="8" cy="8" r={radius} fill="none" strokeWidth="2.5" className="stroke-line-strong" />
      <circle
        cx="8"
        cy="8"
        r={radius}
        fill="none"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={`${part * circumference} ${circumference}`}
        className={clsx(part > 0.8 ? "stroke-warn" : "stroke-accent", part === 0 && "opacity-0")}
      />
    </svg>
  );
}
