import { LogOut } from "lucide-react";

import { errorText, useText } from "@/i18n";
import type { ServerInfo } from "@/protocol";
import { useLogOut } from "@/rest";
import { LoginNotice } from "@/screens/login/LoginNotice";
import { Button, toast, visibleText } from "@/ui";

function LogOutButton({ server }: { server: string }) {
  const text = useText();
  const logOut = useLogOut();
  const name = visibleText(server);

  function act(): void {
    logOut.mutate(server, {
      onSuccess: () => toast(text("login.logged_out", { server: name })),
      onError: (error) => toast(error.detail || errorText(text, error.code), "bad"),
    });
  }

  return (
    <Button
      size="sm"
      variant="ghost"
      busy={logOut.isPending}
      aria-label={text("login.log_out_of", { server: name })}
      onClick={act}
    >
      <LogOut className="size-3.5" aria-hidden />
      {text("login.log_out")}
    </Button>
  );
}

/** The user's login at a server: to log in, or to log out. Nothing where users do not log in. */
export function ServerAccount({ server }: { server: ServerInfo }) {
  const isWanted = server.state === "needs_login" || server.state === "authorizing";
  if (isWanted) {
    return (
      <div className="px-4 pb-3">
        <LoginNotice server={server} />
      </div>
    );
  }
  if (!server.login?.has_tokens) return null;
  return (
    <div className="-mt-2 px-2 pb-2">
      <LogOutButton server={server.name} />
    </div>
  );
}
