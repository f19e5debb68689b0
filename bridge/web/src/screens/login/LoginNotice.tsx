import type { ReactNode } from "react";

import { useText } from "@/i18n";
import type { ServerInfo } from "@/protocol";
import { Notice, Spinner, visibleControls, visibleText } from "@/ui";

import { ConnectLink } from "./ConnectLink";

export interface LoginNoticeProps {
  server: ServerInfo;
  /** Shown beside the link. */
  more?: ReactNode;
}

/** Says that a server wants the user to log in, and where, and opens the page. */
export function LoginNotice({ server, more }: LoginNoticeProps) {
  const text = useText();
  const { login } = server;
  const name = visibleText(server.name);
  if (server.state === "authorizing") {
    return (
      <Notice tone="info" role="status">
        <span className="flex items-center gap-2">
          <Spinner className="size-3.5" />
          {text("login.authorizing", { server: name })}
        </span>
      </Notice>
    );
  }
  if (!login?.url) return null;
  return (
    <Notice
      tone="warn"
      actions={
        <>
          <ConnectLink server={server.name} url={login.url} size="sm" />
          {more}
        </>
      }
    >
      {text("login.wanted", { server: name })} · <strong>{visibleText(login.host)}</strong>
      {login.error && (
        <p className="mt-1 text-xs text-muted">
          {text("login.failed", { why: visibleControls(login.error) })}
        </p>
      )}
    </Notice>
  );
}
