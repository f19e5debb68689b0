import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";

import { onToken } from "@/access";
import { useText } from "@/i18n";
import { navigate, useRoute, type Route } from "@/router";
import { ChatScreen } from "@/screens/chat/ChatScreen";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { useOpenChat } from "@/screens/chat/useOpenChat";
import { InspectorScreen } from "@/screens/inspector/InspectorScreen";
import { NotFound } from "@/screens/layout/NotFound";
import { Shell } from "@/screens/layout/Shell";
import { TokenForm } from "@/screens/layout/TokenForm";
import { useProject } from "@/screens/layout/useProject";
import { RulesScreen } from "@/screens/rules/RulesScreen";
import { UsageScreen } from "@/screens/usage/UsageScreen";
import { followSystemTheme } from "@/theme/theme";
import { Button, Loading, Logo } from "@/ui";

function OtherScreen({
  route,
  projectId,
}: {
  route: Exclude<Route, { view: "chat" }>;
  projectId: string;
}) {
  switch (route.view) {
    case "inspector":
      return <InspectorScreen server={route.server} />;
    case "usage":
      return <UsageScreen projectId={projectId} />;
    case "rules":
      return <RulesScreen />;
    case "unknown":
      return <NotFound />;
  }
}

function Screens({
  projectId,
  onProject,
}: {
  projectId: string;
  onProject: (projectId: string) => void;
}) {
  const route = useRoute();
  const [chat, setBegun] = useOpenChat(route);

  const begun = useCallback(
    (sessionId: string) => {
      setBegun(sessionId);
      navigate({ view: "chat", sessionId }, { replace: true });
    },
    [setBegun],
  );

  function choose(next: string): void {
    onProject(next);
    if (route.view === "chat") navigate({ view: "chat", sessionId: null });
  }

  return (
    <Shell projectId={projectId} onProject={choose}>
      {route.view === "chat" ? (
        <ChatScreen
          key={`${projectId}/${chat.key}`}
          projectId={projectId}
          sessionId={chat.openedAs}
          onBegun={begun}
        />
      ) : (
        <OtherScreen route={route} projectId={projectId} />
      )}
    </Shell>
  );
}

// With a new token, repeats the requests that were rejected before.
function useFreshToken(): void {
  const queries = useQueryClient();
  useEffect(() => onToken(() => void queries.invalidateQueries()), [queries]);
}

/** The page. */
export function App() {
  const text = useText();
  const { project, error, choose, retry } = useProject();
  useEffect(followSystemTheme, []);
  useFreshToken();

  if (project !== undefined) return <Screens projectId={project} onProject={choose} />;
  return (
    <main className="mx-auto flex h-full max-w-md flex-col justify-center gap-4 p-4">
      <h1 className="flex items-center gap-2 text-lg font-semibold">
        <Logo className="size-7" />
        mcp-bridge
      </h1>
      {error?.code === "unauthorized" ? (
        <>
          <ErrorNotice role="alert" code={error.code} detail="" retryAt={error.retryAt} />
          <TokenForm />
        </>
      ) : error ? (
        <ErrorNotice
          role="alert"
          code={error.code}
          detail={error.detail}
          retryAt={error.retryAt}
          actions={() => <Button onClick={retry}>{text("common.try_again")}</Button>}
        />
      ) : (
        <Loading>{text("common.loading")}</Loading>
      )}
    </main>
  );
}
