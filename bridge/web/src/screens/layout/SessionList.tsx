import { clsx } from "clsx";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import { errorText, useFormats, useText } from "@/i18n";
import type { SessionInfo } from "@/protocol";
import { useDeleteSession, useRenameSession, useSessions, type RestError } from "@/rest";
import { Link, navigate, useRoute } from "@/router";
import { useCostText } from "@/screens/usage/useCostText";
import { ConfirmDialog, IconButton, Menu, MenuItem, toast, visibleControls } from "@/ui";

import { RenameDialog } from "./RenameDialog";

type Asking = "rename" | "delete" | null;

function SessionRow({ session, current }: { session: SessionInfo; current: boolean }) {
  const text = useText();
  const formats = useFormats();
  const costText = useCostText();
  const [asking, setAsking] = useState<Asking>(null);
  const rename = useRenameSession();
  const remove = useDeleteSession();
  const title = visibleControls(session.title) || text("chat.untitled");
  const failed = (error: RestError) => toast(errorText(text, error.code), "bad");

  function confirmDelete(): void {
    remove.mutate(session.id, {
      onError: failed,
      onSuccess: () => {
        toast(text("session.deleted"));
        if (current) navigate({ view: "chat", sessionId: null });
      },
    });
  }

  return (
    <li className="group/row relative">
      <Link
        to={{ view: "chat", sessionId: session.id }}
        aria-current={current ? "page" : undefined}
        title={text("session.last_used", {
          time: formats.dateTime(session.updated_at),
          tokens: formats.compact(session.usage.total_tokens),
          cost: costText(session.usage),
        })}
        className={clsx(
          "flex h-8 items-center rounded-md pr-9 pl-2.5 text-sm touch:h-11",
          current ? "bg-hover font-medium" : "hover:bg-hover",
        )}
      >
        <span className="truncate">{title}</span>
      </Link>
      <span className="absolute inset-y-0 right-0.5 flex items-center opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 has-data-[state=open]:opacity-100 touch:opacity-100">
        <Menu
          trigger={<IconButton size="sm" icon={Ellipsis} label={text("session.more", { title })} />}
        >
          <MenuItem icon={Pencil} onSelect={() => setAsking("rename")}>
            {text("session.rename")}
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => setAsking("delete")}>
            {text("session.delete")}
          </MenuItem>
        </Menu>
      </span>
      {asking === "rename" && (
        <RenameDialog
          title={session.title}
          onRename={(next) => rename.mutate({ id: session.id, title: next }, { onError: failed })}
          onClose={() => setAsking(null)}
        />
      )}
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={(open) => !open && setAsking(null)}
        title={text("session.delete_title", { title })}
        description={text("session.delete_hint")}
        action={text("session.delete")}
        danger
        onConfirm={confirmDelete}
      />
    </li>
  );
}

/** The chats of a project in which a text occurs, newest first. */
export function SessionList({ projectId, search }: { projectId: string; search: string }) {
  const text = useText();
  const route = useRoute();
  const sessions = useSessions(projectId, search);
  const current = route.view === "chat" ? route.sessionId : null;
  if (!sessions.data) {
    return sessions.error ? (
      <p role="alert" className="px-2.5 py-1 text-sm text-bad">
        {errorText(text, sessions.error.code)}
      </p>
    ) : (
      <p className="px-2.5 py-1 text-sm text-muted">{text("common.loading")}</p>
    );
  }
  if (sessions.data.length === 0) {
    return (
      <p className="px-2.5 py-1 text-sm text-muted">
        {text(search ? "session.none_found" : "session.none")}
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-px">
      {sessions.data.map((session) => (
        <SessionRow key={session.id} session={session} current={session.id === current} />
      ))}
    </ul>
  );
}
