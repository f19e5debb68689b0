import { useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/**
 * Asks again for what may have changed. TanStack Query does not while a first answer is awaited, which
 * may be from before the change: what comes then is asked for once more.
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

/** Asks again for what `queryKey` names when one of `signs` is another one than before. */
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
