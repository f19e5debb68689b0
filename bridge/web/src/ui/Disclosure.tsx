import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useId, type ReactNode } from "react";

export interface DisclosureProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  summary: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A line that expands when pressed. Collapsed content is not rendered. */
export function Disclosure({ open, onOpenChange, summary, children, className }: DisclosureProps) {
  const id = useId();
  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => onOpenChange(!open)}
        className="flex max-w-full items-center gap-1.5 rounded-md py-0.5 text-sm text-muted hover:text-ink touch:min-h-11"
      >
        <ChevronRight
          className={clsx("size-4 shrink-0 transition-transform", open && "rotate-90")}
          aria-hidden
        />
        {summary}
      </button>
      {open && <div id={id}>{children}</div>}
    </div>
  );
}
