import { ChevronRight, Plug, RotateCw } from "lucide-react";
import { useEffect } from "react";

import { useFormats, useText } from "@/i18n";
import type { ServerInfo } from "@/protocol";
import { useLogIn, useServers, useTools, useToolsOfReadyServers } from "@/rest";
import { Link } from "@/router";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { Button, Card, EmptyState, Loading, Notice, visibleControls, visibleText } from "@/ui";

import { ServerAccount } from "./ServerAccount";
import { ServerStateBadge } from "./ServerStateBadge";

// Since this revision the protocol has no sessions.
const firstModern = "2026-07-28";

function Facts({ server }: { server: ServerInfo }) {
  const text = useText();
  const era = server.revision >= firstModern ? text("inspector.modern") : text("inspector.legacy");
  const facts = [
    server.title && server.title !== server.name ? visibleText(server.title) : "",
    server.state === "ready" ? text("inspector.tools", { count: server.tools }) : "",
    server.revision ? `MCP ${server.revision} (${era})` : "",
  ].filter(Boolean);
  return (
    <p className="flex flex-wrap gap-x-1 text-xs text-muted">
      {facts.map((fact, index) => (
        <span key={fact} className="wrap-anywhere">
          {fact}
          {index < facts.length - 1 && " ·"}
        </span>
      ))}
    </p>
  );
}

function Failure({ server, onRetry }: { server: ServerInfo; onRetry: () => void }) {
  const text = useText();
  const formats = useFormats();
  return (
    <div className="px-4 pb-3">
      <Notice
        tone="bad"
        actions={
          <Button size="sm" onClick={onRetry}>
            <RotateCw className="size-3.5" aria-hidden />
            {text("common.try_again")}
          </Button>
        }
      >
        {visibleControls(server.error) || text("inspector.failed_hint")}
        {server.retry_in_ms > 0 && (
          <p className="mt-1 text-xs text-muted">
            {text("inspector.retries_in", { time: formats.duration(Math.ceil(server.retry_in_ms / 1000) * 1000) })}
          </p>
        )}
      </Notice>
    </div>
  );
}

interface ServerProps {
  server: ServerInfo;
  /** Servers that were not running are being started. */
  starting: boolean;
  onRetry: () => void;
}

function Server({ server, starting, onRetry }: ServerProps) {
  return (
    <li>
      <Link
        to={{ view: "inspector", server: server.name }}
        className="flex items-center gap-3 px-4 py-3 hover:bg-hover"
      >
        <span className="min-w-0 flex-1">
          <span className="block font-mono text-sm font-medium wrap-anywhere">
            {visibleText(server.name)}
          </span>
          <Facts server={server} />
        </span>
        <ServerStateBadge
          state={starting && server.state === "stopped" ? "starting" : server.state}
        />
        <ChevronRight className="size-4 shrink-0 text-muted" aria-hidden />
      </Link>
      {server.state === "failed" && <Failure server={server} onRetry={onRetry} />}
      <ServerAccount server={server} />
    </li>
  );
}

/** The servers of the bridge and their states. */
export function ServerList() {
  const text = useText();
  const servers = useServers();
  const tools = useTools(); // starts servers that do not run yet
  const logIn = useLogIn();
  const { refetch } = servers;
  const started = tools.dataUpdatedAt;
  useToolsOfReadyServers(servers.data);

  useEffect(() => {
    if (started > 0) void refetch();
  }, [started, refetch]);

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 py-6">
        <p className="text-sm text-pretty text-muted">{text("inspector.what")}</p>
        {servers.isPending && <Loading>{text("common.loading")}</Loading>}
        {servers.error && (
          <ErrorNotice
            code={servers.error.code}
            detail={servers.error.detail}
            retryAt={servers.error.retryAt}
          />
        )}
        {servers.data?.length === 0 && (
          <EmptyState icon={Plug} title={text("inspector.no_servers")}>
            {text("inspector.no_servers_hint")}
          </EmptyState>
        )}
        {servers.data && servers.data.length > 0 && (
          <Card className="overflow-hidden">
            <ul className="divide-y divide-line">
              {servers.data.map((server) => (
                <Server
                  key={server.name}
                  server={server}
                  starting={tools.isFetching}
                  onRetry={() => (server.login ? logIn.mutate(server.name) : void tools.refetch())}
                />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </div>
  );
}
