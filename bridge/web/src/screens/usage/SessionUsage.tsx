import { useState } from "react";

import { useText } from "@/i18n";
import { useSessions } from "@/rest";
import { Link } from "@/router";
import { Button, visibleControls } from "@/ui";

import { UsageTable } from "./UsageTable";

const atOnce = 8;

/** The usage of each chat, the latest first. */
export function SessionUsage({ projectId }: { projectId: string }) {
  const text = useText();
  const [count, setCount] = useState(atOnce);
  const sessions = useSessions(projectId).data ?? [];
  const shown = sessions.slice(0, count);
  if (shown.length === 0) return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{text("usage.by_chat")}</h2>
      <UsageTable
        first={text("usage.chat")}
        rows={shown.map((session) => ({
          key: session.id,
          name: (
            <Link
              to={{ view: "chat", sessionId: session.id }}
              className="text-accent underline decoration-transparent underline-offset-2 hover:decoration-current"
            >
              {visibleControls(session.title) || text("chat.untitled")}
            </Link>
          ),
          usage: session.usage,
        }))}
      />
      {sessions.length > count && (
        <Button size="sm" className="self-start" onClick={() => setCount(count + atOnce)}>
          {text("usage.more_chats")}
        </Button>
      )}
    </section>
  );
}
