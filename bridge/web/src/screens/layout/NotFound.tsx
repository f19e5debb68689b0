import { Compass } from "lucide-react";

import { useText } from "@/i18n";
import { Link } from "@/router";
import { EmptyState } from "@/ui";

import { ScreenHeader } from "./ScreenHeader";
import { useTitle } from "./useTitle";

/** Shown when no view has the address. */
export function NotFound() {
  const text = useText();
  useTitle(text("not_found.title"));
  return (
    <>
      <ScreenHeader title={text("not_found.title")} />
      <EmptyState icon={Compass} title={text("not_found.what")}>
        <Link
          to={{ view: "chat", sessionId: null }}
          className="text-accent underline underline-offset-2"
        >
          {text("nav.new_chat")}
        </Link>
      </EmptyState>
    </>
  );
}
