import { useNow } from "@/hooks/useNow";

/**
 * Whole seconds until a time of the local clock, counting down; 0 when it is reached or null.
 */
export function useCountdown(until: number | null): number {
  const now = useNow(until !== null);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
