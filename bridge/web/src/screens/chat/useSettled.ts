import { useEffect, useState } from "react";

const moment = 400;

/**
 * Whether an element has been in its place for a moment. A click right after it appeared, or moved up
 * because another question was answered, was meant for something else.
 */
export function useSettled(place: string): boolean {
  const [settledIn, setSettledIn] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettledIn(place), moment);
    return () => clearTimeout(timer);
  }, [place]);
  return settledIn === place;
}
