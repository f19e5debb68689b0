import { ExternalLink as ExternalIcon } from "lucide-react";
import type { MouseEvent } from "react";

import { useText } from "@/i18n";
import { buttonLook, visibleText } from "@/ui";

import { loginAddress } from "./loginAddress";

export interface ConnectLinkProps {
  server: string;
  url: string;
  size?: "sm" | "md";
  /** Not yet to be clicked, see `useDeliberate`. */
  unsettled?: boolean;
  /** Called before the page opens; may prevent it. */
  onClick?: (event: MouseEvent) => void;
}

/** Opens the login page of a server in a new tab, which cannot reach this page. */
export function ConnectLink({ server, url, size = "md", unsettled = false, onClick }: ConnectLinkProps) {
  const text = useText();
  const address = loginAddress(url);
  if (address === null) return null;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={text("login.connect_to", { server: visibleText(server) })}
      aria-disabled={unsettled || undefined}
      onClick={onClick}
      className={buttonLook("primary", size)}
    >
      <ExternalIcon className="size-3.5" aria-hidden />
      {text("login.connect")}
    </a>
  );
}
