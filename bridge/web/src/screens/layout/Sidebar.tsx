import { clsx } from "clsx";
import {
  ChartColumn,
  PanelLeftClose,
  Plug,
  Search,
  Settings2,
  ShieldCheck,
  SquarePen,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";

import { languages, useLanguage, useText, type TextKey } from "@/i18n";
import { useProjects } from "@/rest";
import { Link, useRoute, type Route } from "@/router";
import { useTheme, type ThemeChoice } from "@/theme/theme";
import { IconButton, Logo, Menu, MenuChoice, MenuSeparator, Select, TextInput } from "@/ui";

import { SessionList } from "./SessionList";
import { useShell } from "./ShellContext";

const views: readonly { to: Route; icon: LucideIcon; text: TextKey }[] = [
  { to: { view: "inspector", server: null }, icon: Plug, text: "nav.inspector" },
  { to: { view: "usage" }, icon: ChartColumn, text: "nav.usage" },
  { to: { view: "rules" }, icon: ShieldCheck, text: "nav.rules" },
];

const modifier = /mac/i.test(navigator.userAgent) ? "⌘" : "Ctrl";

const languageNames = { "pt-BR": "Português", en: "English" };

function Settings() {
  const text = useText();
  const [theme, setTheme] = useTheme();
  const [language, setLanguage] = useLanguage();
  const themes: readonly { value: ThemeChoice; label: string }[] = [
    { value: "system", label: text("theme.system") },
    { value: "light", label: text("theme.light") },
    { value: "dark", label: text("theme.dark") },
  ];
  return (
    <Menu trigger={<IconButton icon={Settings2} label={text("nav.settings")} />}>
      <MenuChoice label={text("theme.label")} value={theme} options={themes} onChange={setTheme} />
      <MenuSeparator />
      <MenuChoice
        label={text("language.label")}
        value={language}
        options={languages.map((each) => ({ value: each, label: languageNames[each] }))}
        onChange={setLanguage}
      />
    </Menu>
  );
}

function ProjectChoice({ projectId, onProject }: Pick<SidebarProps, "projectId" | "onProject">) {
  const text = useText();
  const projects = useProjects();
  if (!projects.data || projects.data.length < 2) return null;
  return (
    <Select
      aria-label={text("nav.project")}
      value={projectId}
      onChange={(event) => onProject(event.target.value)}
    >
      {projects.data.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </Select>
  );
}

export interface SidebarProps {
  projectId: string;
  onProject: (projectId: string) => void;
  /** Given if the sidebar covers the page and can be closed. */
  onClose?: () => void;
}

/** The sidebar: the list of chats, and links to the other screens. */
export function Sidebar({ projectId, onProject, onClose }: SidebarProps) {
  const text = useText();
  const route = useRoute();
  const { openPalette } = useShell();
  const [search, setSearch] = useState("");
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 p-3">
      <div className="flex items-center gap-2 pl-1">
        <Logo className="size-6" />
        <span className="flex-1 font-semibold">mcp-bridge</span>
        <Settings />
        {onClose && (
          <IconButton icon={PanelLeftClose} label={text("common.close")} onClick={onClose} />
        )}
      </div>
      <ProjectChoice projectId={projectId} onProject={onProject} />
      <Link
        to={{ view: "chat", sessionId: null }}
        className="flex h-9 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm font-medium hover:bg-hover touch:h-11"
      >
        <SquarePen className="size-4" aria-hidden />
        {text("nav.new_chat")}
      </Link>
      <nav aria-label={text("nav.views")}>
        <ul className="flex flex-col gap-px">
          {views.map(({ to, icon: Icon, text: key }) => (
            <li key={key}>
              <Link
                to={to}
                aria-current={route.view === to.view ? "page" : undefined}
                className={clsx(
                  "flex h-8 items-center gap-2 rounded-md px-2.5 text-sm touch:h-11",
                  route.view === to.view ? "bg-hover font-medium" : "hover:bg-hover",
                )}
              >
                <Icon className="size-4 text-muted" aria-hidden />
                {text(key)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label={text("nav.chats")} className="flex min-h-0 flex-1 flex-col gap-1.5">
        <div className="relative">
          <Search
            className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted"
            aria-hidden
          />
          <TextInput
            type="search"
            aria-label={text("session.search")}
            placeholder={text("session.search")}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="pl-8.5"
          />
        </div>
        <div className="-mx-1 scrollbar-thin min-h-0 flex-1 overflow-y-auto px-1 py-0.5">
          <SessionList projectId={projectId} search={search.trim()} />
        </div>
      </nav>
      <button
        type="button"
        onClick={openPalette}
        className="flex items-center justify-between rounded-md px-2.5 py-1.5 text-xs text-muted hover:bg-hover hover:text-ink touch:min-h-11"
      >
        {text("palette.title")}
        <kbd className="rounded border border-line-strong px-1.5 font-sans touch:hidden">
          {modifier} K
        </kbd>
      </button>
    </div>
  );
}
