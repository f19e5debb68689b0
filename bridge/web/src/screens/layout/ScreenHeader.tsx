import { clsx } from "clsx";
import { ChevronRight, PanelLeft } from "lucide-react";
import type { ReactNode } from "react";

import { useText } from "@/i18n";
import { Link, type Route } from "@/router";
import { IconButton, Tooltip } from "@/ui";

import { useShell } from "./ShellContext";

export interface ScreenHeaderProps {
  title: string;
  /** The parent screen, with a link to it. */
  parent?: { label: string; to: Route } | undefined;
  /** The action of a click on the title. */
  titleAction?: { label: string; act: () => void } | undefined;
  children?: ReactNode;
}

/** The header of a screen: its title, and controls for the whole screen. */
export function ScreenHeader({ title, parent, titleAction, children }: ScreenHeaderProps) {
  const text = useText();
  const { openSidebar } = useShell();
  return (
    <header className="flex h-13 shrink-0 items-center gap-1.5 border-b border-line px-3 sm:px-4 touch:h-15 touch:gap-0.5">
      <IconButton
        icon={PanelLeft}
        label={text("nav.open")}
        onClick={openSidebar}
        className="-ml-1 md:hidden touch:-ml-2"
      />
      {parent && (
        <Link
          to={parent.to}
          className="flex h-8 shrink-0 items-center gap-1 rounded-md pl-1.5 text-base text-muted hover:text-ink touch:h-11"
        >
          {parent.label}
          <ChevronRight className="size-4" aria-hidden />
        </Link>
      )}
      <h1 className="min-w-0 flex-1 text-base font-semibold">
        {titleAction ? (
          <Tooltip content={titleAction.label}>
            <button
              type="button"
              onClick={titleAction.act}
              className="max-w-full truncate rounded-md px-1.5 py-1 hover:bg-hover touch:min-h-11"
            >
              {title}
            </button>
          </Tooltip>
        ) : (
          <span className={clsx("block truncate", parent ? "pr-1.5" : "px-1.5")}>{title}</span>
        )}
      </h1>
      {children}
    </header>
  );
}
