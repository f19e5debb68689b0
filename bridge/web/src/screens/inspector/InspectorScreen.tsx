import { ArrowLeft } from "lucide-react";

import { useText } from "@/i18n";
import { Link } from "@/router";
import { ScreenHeader } from "@/screens/layout/ScreenHeader";
import { useTitle } from "@/screens/layout/useTitle";

import { ServerList } from "./ServerList";
import { ServerTools } from "./ServerTools";

/** The servers and their tools, which can be called from here without a model. */
export default function InspectorScreen({ server }: { server: string | null }) {
  const text = useText();
  useTitle(server ?? text("nav.inspector"));
  return (
    <>
      <ScreenHeader title={server ?? text("nav.inspector")}>
        {server !== null && (
          <Link
            to={{ view: "inspector", server: null }}
            className="flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-ink touch:h-11"
          >
            <ArrowLeft className="size-4" aria-hidden />
            {text("inspector.all_servers")}
          </Link>
        )}
      </ScreenHeader>
      {server === null ? <ServerList /> : <ServerTools key={server} server={server} />}
    </>
  );
}
