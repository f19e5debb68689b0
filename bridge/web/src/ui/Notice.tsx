import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type NoticeTone = "info" | "good" | "warn" | "bad";

const icons: Record<NoticeTone, LucideIcon> = {
  info: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
};

const looks: Record<NoticeTone, { box: string; icon: string }> = {
  info: { box: "border-line bg-sunken", icon: "text-accent" },
  good: { box: "border-good/25 bg-good-soft", icon: "text-good" },
  warn: { box: "border-warn/25 bg-warn-soft", icon: "text-warn" },
  bad: { box: "border-bad/25 bg-bad-soft", icon: "text-bad" },
};

export interface NoticeProps {
  tone: NoticeTone;
  children: ReactNode;
  actions?: ReactNode;
  /** "alert" for a new error. */
  role?: "alert" | "status" | "note";
  className?: string;
}

/** A message to the user, with buttons for possible actions. */
export function Notice({ tone, children, actions, role = "note", className }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div
      role={role}
      className={clsx(
        "flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm",
        looks[tone].box,
        className,
      )}
    >
      <Icon className={clsx("mt-0.5 size-4 shrink-0", looks[tone].icon)} aria-hidden />
      <div className="min-w-0 flex-1">
        <div className="wrap-anywhere">{children}</div>
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
