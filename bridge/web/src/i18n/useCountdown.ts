import { useNow } from "@/hooks/useNow";

/**
 * Whole seconds until an instant of the local clock, counting down; 0: it has come, or there is
 * none.
 */
export function useCountdown(until: number | null): number {
  const now = useNow(until !== null);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
