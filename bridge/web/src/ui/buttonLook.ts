import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const base =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap " +
  "transition-colors disabled:cursor-not-allowed disabled:opacity-55 touch:min-h-11 touch:px-4";

const sizes = { sm: "h-7 px-2.5 text-sm", md: "h-9 px-3.5 text-sm" };

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent-solid text-white not-disabled:hover:bg-accent-solid-hover",
  secondary: "border border-line-strong bg-surface text-ink not-disabled:hover:bg-hover",
  ghost: "text-ink not-disabled:hover:bg-hover",
  danger: "bg-bad-solid text-white not-disabled:hover:brightness-90",
};

/** The classes of a button, also for a link that looks like one. */
export function buttonLook(variant: ButtonVariant, size: ButtonSize): string {
  return clsx(base, sizes[size], variants[variant]);
}
