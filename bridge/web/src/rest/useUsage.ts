import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import type { DayUsage, ProjectUsage } from "@/protocol";

import { getTokenUsage, getUsageByDay } from "./endpoints";
import { queryKeys } from "./queryKeys";
import type { RestError } from "./restError";

const polled = 30_000;

/**
 * The usage of a project, in total and today: tokens by kind, cost, and the saving by the cache.
 * Fetched again every 30 seconds, and at once after a chat of this page used tokens.
 */
export function useTokenUsage(projectId: string): UseQueryResult<ProjectUsage, RestError> {
  return useQuery({
    queryKey: queryKeys.tokenUsage(projectId),
    queryFn: ({ signal }) => getTokenUsage(projectId, { signal }),
    refetchInterval: polled,
  });
}

/** The usage of each day, oldest first; of all projects if `projectId` is empty. */
export function useUsageByDay(projectId: string): UseQueryResult<DayUsage[], RestError> {
  return useQuery({
    queryKey: queryKeys.usageByDay(projectId),
    queryFn: ({ signal }) => getUsageByDay(projectId, { signal }),
  });
}
