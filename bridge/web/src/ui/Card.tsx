import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A bordered surface for things that belong together. */
export function Card(props: ComponentProps<"div">) {
  return (
    <div {...props} className={clsx("rounded-lg border border-line bg-surface", props.className)} />
  );
}
