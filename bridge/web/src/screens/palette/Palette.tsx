import { Command } from "cmdk";
import {
  ChartColumn,
  Languages,
  MessageSquare,
  Moon,
  Plug,
  Search,
  ShieldCheck,
  SquarePen,
  Sun,
  SunMoon,
  type LucideIcon,
} from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { useLanguage, useText } from "@/i18n";
import { useSessions } from "@/rest";
import { navigate, type Route } from "@/router";
import { useTheme } from "@/theme/theme";
import { useReturnFocus, visibleControls } from "@/ui";

import { useCommands } from "./commands";

interface EntryProps {
  icon: LucideIcon;
  value: string;
  onSelect: () => void;
  children: ReactNode;
}

function Entry({ icon: Icon, value, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover touch:min-h-11"
    >
      <Icon className="size-4 shrink-0 text-muted" aria-hidden />
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}

const group =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 " +
  "[&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted";

function Entries({ projectId, onDone }: { projectId: string; onDone: () => void }) {
  const text = useText();
  const [language, setLanguage] = useLanguage();
  const [, setTheme] = useTheme();
  const sessions = useSessions(projectId).data ?? [];
  const commands = useCommands();

  const after = (act: () => void) => () => {
    onDone();
    act();
  };
  const to = (route: Route) => after(() => navigate(route));
  const other = language === "en" ? "pt-BR" : "en";

  return (
    <>
      <Command.Group heading={text("palette.actions")} className={group}>
        <Entry
          icon={SquarePen}
          value={text("nav.new_chat")}
          onSelect={to({ view: "chat", sessionId: null })}
        >
          {text("nav.new_chat")}
        </Entry>
        {commands.map((command) => (
          <Entry
            key={command.id}
            icon={command.icon}
            value={command.label}
            onSelect={after(command.act)}
          >
            {command.label}
          </Entry>
        ))}
      </Command.Group>
      <Command.Group heading={text("palette.views")} className={group}>
        <Entry
          icon={Plug}
          value={text("nav.inspector")}
          onSelect={to({ view: "inspector", server: null })}
        >
          {text("nav.inspector")}
        </Entry>
        <Entry icon={ChartColumn} value={text("nav.usage")} onSelect={to({ view: "usage" })}>
          {text("nav.usage")}
        </Entry>
        <Entry icon={ShieldCheck} value={text("nav.rules")} onSelect={to({ view: "rules" })}>
          {text("nav.rules")}
        </Entry>
      </Command.Group>
      <Command.Group heading={text("palette.looks")} className={group}>
        <Entry icon={Sun} value={text("palette.light")} onSelect={after(() => setTheme("light"))}>
          {text("palette.light")}
        </Entry>
        <Entry icon={Moon} value={text("palette.dark")} onSelect={after(() => setTheme("dark"))}>
          {text("palette.dark")}
        </Entry>
        <Entry
          icon={SunMoon}
          value={text("palette.system")}
          onSelect={after(() => setTheme("system"))}
        >
          {text("palette.system")}
        </Entry>
        <Entry
          icon={Languages}
          value={text("palette.language")}
          onSelect={after(() => setLanguage(other))}
        >
          {text("palette.language")}
        </Entry>
      </Command.Group>
      {sessions.length > 0 && (
        <Command.Group heading={text("nav.chats")} className={group}>
          {sessions.map((session) => (
            <Entry
              key={session.id}
              icon={MessageSquare}
              value={`${session.title} ${session.id}`}
              onSelect={to({ view: "chat", sessionId: session.id })}
            >
              {visibleControls(session.title) || text("chat.untitled")}
            </Entry>
          ))}
        </Command.Group>
      )}
    </>
  );
}

export interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  projectId: string;
}

/** The command palette: searches all actions. */
export function Palette({ open, onOpenChange, projectId }: PaletteProps) {
  const text = useText();
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <Radix.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[14dvh] z-50 mx-auto max-w-xl animate-appear overflow-hidden rounded-xl border border-line bg-surface shadow-float"
        >
          <Radix.Title className="sr-only">{text("palette.title")}</Radix.Title>
          <Command label={text("palette.title")} loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search className="size-4 shrink-0 text-muted" aria-hidden />
              <Command.Input
                placeholder={text("palette.placeholder")}
                className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-muted"
              />
            </div>
            <Command.List className="scrollbar-thin max-h-[min(24rem,56dvh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-2.5 py-6 text-center text-sm text-muted">
                {text("palette.none")}
              </Command.Empty>
              <Entries projectId={projectId} onDone={() => onOpenChange(false)} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
