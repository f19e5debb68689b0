import { clsx } from "clsx";
import { ArrowLeft, Wrench } from "lucide-react";
import { useState } from "react";

import { useText } from "@/i18n";
import type { ToolInfo } from "@/protocol";
import { useServers, useTools, useToolsOfReadyServers } from "@/rest";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { LoginNotice } from "@/screens/login/LoginNotice";
import { Button, EmptyState, Loading, TextInput, visibleControls, visibleText } from "@/ui";

import { ToolPanel } from "./ToolPanel";

function matches(tool: ToolInfo, search: string): boolean {
  return `${tool.name} ${tool.title ?? ""} ${tool.description ?? ""}`
    .toLowerCase()
    .includes(search.toLowerCase());
}

interface ToolListProps {
  tools: readonly ToolInfo[];
  chosen: string | null;
  onChoose: (apiName: string) => void;
}

function ToolList({ tools, chosen, onChoose }: ToolListProps) {
  const text = useText();
  const [search, setSearch] = useState("");
  const found = tools.filter((tool) => matches(tool, search.trim()));
  return (
    <>
      <div className="p-3 pb-2">
        <TextInput
          type="search"
          aria-label={text("inspector.search")}
          placeholder={text("inspector.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <ul className="scrollbar-thin flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2 pb-3">
        {found.map((tool) => (
          <li key={tool.api_name}>
            <button
              type="button"
              aria-current={tool.api_name === chosen ? "true" : undefined}
              onClick={() => onChoose(tool.api_name)}
              className={clsx(
                "flex w-full flex-col justify-center rounded-md px-2 py-1.5 text-left touch:min-h-11",
                tool.api_name === chosen ? "bg-hover" : "hover:bg-hover",
              )}
            >
              <span className="max-w-full truncate font-mono text-sm font-medium">
                {visibleText(tool.name)}
              </span>
              <span className="line-clamp-1 max-w-full text-xs text-muted">
                {visibleControls(tool.title ?? tool.description ?? "")}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="px-4 pb-4 text-sm text-muted">{text("session.none_found")}</p>
      )}
    </>
  );
}

/** The tools of a server: a list, and the chosen tool beside it. */
export function ServerTools({ server }: { server: string }) {
  const text = useText();
  const tools = useTools();
  const servers = useServers();
  useToolsOfReadyServers(servers.data);
  const [chosen, setChosen] = useState<string | null>(null);
  if (tools.isPending) return <Loading>{text("inspector.starting_servers")}</Loading>;
  if (tools.error) {
    return (
      <div className="p-4">
        <ErrorNotice
          code={tools.error.code}
          detail={tools.error.detail}
          retryAt={tools.error.retryAt}
        />
      </div>
    );
  }
  const own = tools.data.filter((tool) => tool.server === server);
  const info = servers.data?.find((each) => each.name === server);
  if (own.length === 0 && (info?.login?.url || info?.state === "authorizing")) {
    return (
      <div className="mx-auto w-full max-w-3xl px-4 py-6">
        <LoginNotice server={info} />
      </div>
    );
  }
  if (own.length === 0) {
    return (
      <EmptyState icon={Wrench} title={text("inspector.no_tools")}>
        {text("inspector.no_tools_hint")}
      </EmptyState>
    );
  }
  const tool = own.find((each) => each.api_name === chosen);
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={clsx(
          "flex w-72 shrink-0 flex-col border-r border-line max-lg:w-60 max-sm:w-full max-sm:border-0",
          tool && "max-sm:hidden",
        )}
      >
        <ToolList tools={own} chosen={chosen} onChoose={setChosen} />
      </div>
      <div
        className={clsx("scrollbar-thin min-w-0 flex-1 overflow-y-auto", !tool && "max-sm:hidden")}
      >
        {tool ? (
          <div className="mx-auto max-w-3xl px-4 py-5">
            <Button
              variant="ghost"
              size="sm"
              onClick={() => setChosen(null)}
              className="mb-2 -ml-2 sm:hidden touch:-ml-4"
            >
              <ArrowLeft className="size-4" aria-hidden />
              {text("inspector.all_tools")}
            </Button>
            <ToolPanel key={tool.api_name} tool={tool} />
          </div>
        ) : (
          <EmptyState icon={Wrench} title={text("inspector.choose_tool")} />
        )}
      </div>
    </div>
  );
}
