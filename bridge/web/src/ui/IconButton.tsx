import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

import { Tooltip } from "./Tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** Its accessible name, also shown as a tooltip. */
  label: string;
  variant?: "ghost" | "primary";
  size?: "sm" | "md";
}

const variants = {
  ghost:
    "text-muted not-disabled:hover:bg-hover not-disabled:hover:text-ink data-[state=open]:bg-hover",
  primary: "bg-accent-solid text-white not-disabled:hover:bg-accent-solid-hover",
};

/** A button with only an icon. */
export function IconButton({
  icon: Icon,
  label,
  variant = "ghost",
  size = "md",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={clsx(
          "inline-flex shrink-0 items-center justify-center rounded-md transition-colors",
          "disabled:cursor-not-allowed disabled:opacity-45 touch:size-11",
          size === "sm" ? "size-7" : "size-9",
          variants[variant],
          rest.className,
        )}
      >
        <Icon className="size-4 touch:size-5" aria-hidden />
      </button>
    </Tooltip>
  );
}
