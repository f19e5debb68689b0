import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";

/** Turns while something is under way. What that is stands beside it. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={clsx("size-4 shrink-0 animate-spin", className)} />;
}
