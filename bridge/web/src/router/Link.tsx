import type { ComponentProps, MouseEvent } from "react";

import { navigate } from "./history";
import { addressOf, type Route } from "./route";

export interface LinkProps extends Omit<ComponentProps<"a">, "href"> {
  to: Route;
}

function opensElsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/** A link to a view, which opens it without reloading the page. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || opensElsewhere(event)) return;
    event.preventDefault();
    navigate(to);
  }
  return <a {...rest} href={addressOf(to)} onClick={follow} />;
}
