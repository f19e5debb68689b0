import { useSyncExternalStore } from "react";

const tick = 1000;

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, tick);
  return () => clearInterval(timer);
}

function never(): () => void {
  return () => undefined;
}

function thisSecond(): number {
  return Math.floor(Date.now() / tick) * tick;
}

/** The local time, to the second; renders again each second while `wanted`. */
export function useNow(wanted: boolean): number {
  return useSyncExternalStore(wanted ? everySecond : never, thisSecond);
}
