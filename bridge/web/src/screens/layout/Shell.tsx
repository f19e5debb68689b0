import { useMemo, useRef, useState, type ReactNode } from "react";

import { useText } from "@/i18n";
import { useHotkey } from "@/keyboard/useHotkey";
import { useRoute } from "@/router";
import { Palette } from "@/screens/palette/Palette";
import { Sheet } from "@/ui";

import { ShellContext } from "./ShellContext";
import { Sidebar } from "./Sidebar";
import { useKeptFocus } from "./useKeptFocus";

export interface ShellProps {
  projectId: string;
  onProject: (projectId: string) => void;
  children: ReactNode;
}

/** The frame of all screens: the sidebar, the palette, and the link to skip them. */
export function Shell({ projectId, onProject, children }: ShellProps) {
  const text = useText();
  const route = useRoute();
  const [sheetAt, setSheetAt] = useState<typeof route | null>(null);
  const [palette, setPalette] = useState(false);
  const main = useRef<HTMLElement>(null);
  const context = useMemo(
    () => ({ openSidebar: () => setSheetAt(route), openPalette: () => setPalette(true) }),
    [route],
  );
  useHotkey("mod+k", () => setPalette((open) => !open));
  useKeptFocus(route, main);

  return (
    <ShellContext value={context}>
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-accent-solid px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {text("nav.skip")}
      </a>
      <div className="flex h-dvh">
        <aside className="w-66 shrink-0 border-r border-line bg-sunken max-md:hidden">
          <Sidebar projectId={projectId} onProject={onProject} />
        </aside>
        <main
          ref={main}
          id="main"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col outline-none"
        >
          {children}
        </main>
      </div>
      <Sheet
        open={sheetAt === route}
        onOpenChange={(open) => setSheetAt(open ? route : null)}
        title={text("nav.menu")}
      >
        <Sidebar projectId={projectId} onProject={onProject} onClose={() => setSheetAt(null)} />
      </Sheet>
      <Palette open={palette} onOpenChange={setPalette} projectId={projectId} />
    </ShellContext>
  );
}
