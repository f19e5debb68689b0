import { ChartColumn } from "lucide-react";

import { useText } from "@/i18n";
import { useProjects, useTokenUsage, useUsageByDay } from "@/rest";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { ScreenHeader } from "@/screens/layout/ScreenHeader";
import { useTitle } from "@/screens/layout/useTitle";
import { EmptyState, Loading } from "@/ui";

import { Budget } from "./Budget";
import { CacheSplit } from "./CacheSplit";
import { DayChart } from "./DayChart";
import { SessionUsage } from "./SessionUsage";
import { Totals } from "./Totals";

function Project({ projectId }: { projectId: string }) {
  const text = useText();
  const usage = useTokenUsage(projectId);
  if (usage.isPending) return <Loading>{text("common.loading")}</Loading>;
  if (usage.error) {
    return (
      <ErrorNotice
        code={usage.error.code}
        detail={usage.error.detail}
        retryAt={usage.error.retryAt}
      />
    );
  }
  return (
    <>
      <Totals usage={usage.data} />
      {usage.data.budget && <Budget usage={usage.data} budget={usage.data.budget} />}
      <CacheSplit usage={usage.data} />
      {usage.data.requests === 0 && (
        <EmptyState icon={ChartColumn} title={text("usage.none")}>
          {text("usage.none_hint")}
        </EmptyState>
      )}
    </>
  );
}

function Days({ projectId }: { projectId: string }) {
  const days = useUsageByDay(projectId);
  if (days.error) {
    return (
      <ErrorNotice code={days.error.code} detail={days.error.detail} retryAt={days.error.retryAt} />
    );
  }
  return days.data && days.data.length > 0 ? <DayChart days={days.data} /> : null;
}

/** The usage and cost of a project's chats. */
export function UsageScreen({ projectId }: { projectId: string }) {
  const text = useText();
  useTitle(text("nav.usage"));
  const several = (useProjects().data?.length ?? 0) > 1;
  return (
    <>
      <ScreenHeader title={text("nav.usage")}>
        {several && (
          <span className="truncate text-sm text-muted">
            {text("nav.project")} {projectId}
          </span>
        )}
      </ScreenHeader>
      <div className="scrollbar-thin min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-8 px-4 py-6">
          <Project projectId={projectId} />
          <Days projectId={projectId} />
          <SessionUsage projectId={projectId} />
        </div>
      </div>
    </>
  );
}
