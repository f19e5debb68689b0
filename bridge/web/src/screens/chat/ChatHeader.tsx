import { useState } from "react";

import type { Connection } from "@/chat/model";
import type { Chat } from "@/hooks/chat";
import { useText, type TextKey } from "@/i18n";
import { RenameDialog } from "@/screens/layout/RenameDialog";
import { ScreenHeader } from "@/screens/layout/ScreenHeader";
import { Tooltip, visibleControls } from "@/ui";

import { ModelChoice } from "./ModelChoice";
import { UsagePill } from "./UsagePill";

const connectionTexts: Readonly<Record<Connection["status"], TextKey>> = {
  connecting: "connection.connecting",
  open: "connection.open",
  reconnecting: "connection.reconnecting",
  closed: "connection.closed",
};

const connectionColours: Readonly<Record<Connection["status"], string>> = {
  connecting: "bg-muted animate-pulse",
  open: "bg-good",
  reconnecting: "bg-warn animate-pulse",
  closed: "bg-bad",
};

function ConnectionDot({ status }: { status: Connection["status"] }) {
  const text = useText();
  const words = text(connectionTexts[status]);
  return (
    <Tooltip content={words}>
      <span
        role="img"
        aria-label={words}
        className="flex size-5 shrink-0 items-center justify-center"
      >
        <span className={`size-2 rounded-full ${connectionColours[status]}`} />
      </span>
    </Tooltip>
  );
}

export interface ChatHeaderProps {
  chat: Chat;
  title: string;
  model: string;
  onModel: (model: string) => void;
}

/** The header of a chat: title, model, connection and usage. */
export function ChatHeader({ chat, title, model, onModel }: ChatHeaderProps) {
  const text = useText();
  const [renaming, setRenaming] = useState(false);
  const { session, connection } = chat.state;
  return (
    <ScreenHeader
      title={visibleControls(title)}
      titleAction={
        session && chat.state.items.length > 0
          ? { label: text("session.rename"), act: () => setRenaming(true) }
          : undefined
      }
    >
      <ModelChoice value={model} onChange={onModel} />
      <UsagePill state={chat.state} />
      <ConnectionDot status={connection.status} />
      {renaming && (
        <RenameDialog title={title} onRename={chat.rename} onClose={() => setRenaming(false)} />
      )}
    </ScreenHeader>
  );
}
