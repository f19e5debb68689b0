import { QueryClient } from "@tanstack/react-query";

import { RestError } from "./restError";

const mostRetries = 2;
const pause = 5_000;

/** Whether a retry makes sense: only if the bridge did not respond, or failed. */
function mayPass(error: Error | null): boolean {
  return error instanceof RestError && (error.status === 0 || error.status >= 500);
}

/**
 * Creates the cache of REST responses; one for the whole page. Failed requests are retried every five
 * seconds while their data are shown.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < mostRetries && mayPass(error),
        refetchInterval: ({ state }) => mayPass(state.error) && pause,
        staleTime: 5_000,
      },
    },
  });
}
