import { useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/**
 * Fetches queries again after a change. TanStack Query does not restart a first request that is still
 * running, whose response may be older than the change; such a query is fetched again after it.
 */
export async function refresh(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  const isAwaited = queries
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching" })
    .some((query) => query.state.data === undefined);
  await queries.invalidateQueries({ queryKey });
  if (isAwaited) await queries.invalidateQueries({ queryKey });
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.every((each, index) => Object.is(each, others[index]));
}

/** Fetches the queries of `queryKey` again when one of `signs` changes. */
export function useRefresh(queryKey: QueryKey, signs: readonly unknown[]): void {
  const queries = useQueryClient();
  const known = useRef<readonly unknown[]>(null);
  useEffect(() => {
    const before = known.current;
    known.current = signs;
    if (before === null) void queries.invalidateQueries({ queryKey });
    else if (!areSame(before, signs)) void refresh(queries, queryKey);
  });
}
