import { useText } from "@/i18n";
import { ScreenHeader } from "@/screens/layout/ScreenHeader";
import { useTitle } from "@/screens/layout/useTitle";
import { visibleText } from "@/ui";

import { ServerList } from "./ServerList";
import { ServerTools } from "./ServerTools";

/** The servers and their tools, which can be called from here without a model. */
export function InspectorScreen({ server }: { server: string | null }) {
  const text = useText();
  const title = server === null ? text("nav.inspector") : visibleText(server);
  useTitle(title);
  return (
    <>
      <ScreenHeader
        title={title}
        parent={
          server === null
            ? undefined
            : { label: text("nav.inspector"), to: { view: "inspector", server: null } }
        }
      />
      {server === null ? <ServerList /> : <ServerTools key={server} server={server} />}
    </>
  );
}
