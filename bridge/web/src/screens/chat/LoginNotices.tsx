import { useState } from "react";

import type { ChatState } from "@/chat/model";
import { serversToLogInTo } from "@/chat/selectors";
import { useText } from "@/i18n";
import { LoginNotice } from "@/screens/login/LoginNotice";
import { Button, visibleText } from "@/ui";

/** The servers whose tools the chat does not have because the user has not logged in. */
export function LoginNotices({ state }: { state: ChatState }) {
  const text = useText();
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const wanting = serversToLogInTo(state).filter((each) => !hidden.includes(each.name));
  return wanting.map((server) => (
    <LoginNotice
      key={server.name}
      server={server}
      more={
        <Button
          size="sm"
          variant="ghost"
          aria-label={text("login.not_now_to", { server: visibleText(server.name) })}
          onClick={() => setHidden([...hidden, server.name])}
        >
          {text("login.not_now")}
        </Button>
      }
    />
  ));
}
