import { clsx } from "clsx";
import type { ComponentProps } from "react";

import { buttonLook, type ButtonSize, type ButtonVariant } from "./buttonLook";
import { Spinner } from "./Spinner";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Its action is running; the button is disabled meanwhile. */
  busy?: boolean;
}

/** A button with text. */
export function Button({ variant = "secondary", size = "md", busy = false, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonLook(variant, size), rest.className)}
    >
      {busy && <Spinner />}
      {rest.children}
    </button>
  );
}
