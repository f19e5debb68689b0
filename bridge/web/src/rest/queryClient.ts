import { QueryClient } from "@tanstack/react-query";

import { RestError } from "./restError";

const mostRetries = 2;

/** Only a bridge that does not answer, or fails, may do better the next time. */
function mayHelpToRetry(failures: number, error: Error): boolean {
  if (failures >= mostRetries) return false;
  return error instanceof RestError && (error.status === 0 || error.status >= 500);
}

/** Keeps what the bridge has answered; one for the whole page. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: mayHelpToRetry, staleTime: 5_000 } },
  });
}
