import { PanelLeft } from "lucide-react";
import type { ReactNode } from "react";

import { useText } from "@/i18n";
import { IconButton, Tooltip } from "@/ui";

import { useShell } from "./ShellContext";

export interface ScreenHeaderProps {
  title: string;
  /** What happens when the title is pressed. */
  titleAction?: { label: string; act: () => void } | undefined;
  children?: ReactNode;
}

/** Above a screen: what it is, and what belongs to the whole of it. */
export function ScreenHeader({ title, titleAction, children }: ScreenHeaderProps) {
  const text = useText();
  const { openSidebar } = useShell();
  return (
    <header className="flex h-13 shrink-0 items-center gap-1.5 border-b border-line px-3 sm:px-4 touch:h-15">
      <IconButton
        icon={PanelLeft}
        label={text("nav.open")}
        onClick={openSidebar}
        className="-ml-1 md:hidden"
      />
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
          <span className="block truncate px-1.5">{title}</span>
        )}
      </h1>
      {children}
    </header>
  );
}
