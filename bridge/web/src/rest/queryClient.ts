import { QueryClient } from "@tanstack/react-query";

import { RestError } from "./restError";

const mostRetries = 2;
const pause = 5_000;

/** Only a bridge that does not answer, or fails, may do better the next time. */
function mayPass(error: Error | null): boolean {
  return error instanceof RestError && (error.status === 0 || error.status >= 500);
}

/**
 * Keeps what the bridge has answered; one for the whole page. What the bridge did not answer is asked
 * for again every five seconds while it is shown.
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
