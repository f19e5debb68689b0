import { useEffect, useState } from "react";

const moment = 400;

/**
 * Whether something has been in its place for a moment. What has just come, or moved up because
 * another was answered, is not what a click that was on its way was meant for.
 */
export function useSettled(place: string): boolean {
  const [settledIn, setSettledIn] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettledIn(place), moment);
    return () => clearTimeout(timer);
  }, [place]);
  return settledIn === place;
}
