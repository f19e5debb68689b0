export interface ProgressBarProps {
  label: string;
  value: number;
  /** Null: unknown. */
  total: number | null;
}

/** A progress bar. */
export function ProgressBar({ label, value, total }: ProgressBarProps) {
  const known = total !== null && total > 0;
  const percent = known ? Math.min(100, Math.max(0, (value / total) * 100)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? Math.round(percent) : undefined}
      className="h-1 overflow-hidden rounded-full bg-hover"
    >
      {known ? (
        <div
          className="h-full rounded-full bg-accent-solid transition-[width]"
          style={{ width: `${percent}%` }}
        />
      ) : (
        <div className="h-full w-1/3 animate-indeterminate rounded-full bg-accent-solid" />
      )}
    </div>
  );
}
