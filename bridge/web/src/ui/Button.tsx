import { clsx } from "clsx";
import type { ComponentProps } from "react";

import { Spinner } from "./Spinner";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: "sm" | "md";
  /** Its action is running; the button is disabled meanwhile. */
  busy?: boolean;
}

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

/** A button with text. */
export function Button({ variant = "secondary", size = "md", busy = false, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={clsx(base, sizes[size], variants[variant], rest.className)}
    >
      {busy && <Spinner />}
      {rest.children}
    </button>
  );
}
