import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import type { DayUsage, ProjectUsage } from "@/protocol";

import { getTokenUsage, getUsageByDay } from "./endpoints";
import { queryKeys } from "./queryKeys";
import type { RestError } from "./restError";

const polled = 30_000;

/**
 * The usage of a project, in all and today: tokens by kind, cost, and what the cache has saved.
 * Asked again every 30 seconds, and at once when a chat of this page has used something.
 */
export function useTokenUsage(projectId: string): UseQueryResult<ProjectUsage, RestError> {
  return useQuery({
    queryKey: queryKeys.tokenUsage(projectId),
    queryFn: ({ signal }) => getTokenUsage(projectId, { signal }),
    refetchInterval: polled,
  });
}

/** What was used each day, oldest first; of all projects with an empty one. */
export function useUsageByDay(projectId: string): UseQueryResult<DayUsage[], RestError> {
  return useQuery({
    queryKey: queryKeys.usageByDay(projectId),
    queryFn: ({ signal }) => getUsageByDay(projectId, { signal }),
  });
}
