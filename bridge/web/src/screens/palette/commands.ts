import type { LucideIcon } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

/** An action of the current screen. */
export interface Command {
  id: string;
  label: string;
  icon: LucideIcon;
  act: () => void;
}

type Listener = () => void;

let offered: readonly Command[] = [];
const listeners = new Set<Listener>();

function change(next: readonly Command[]): void {
  offered = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: Listener): Listener {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers commands in the palette for as long as the screen is shown. Keep the list the same between renders. */
export function useOfferCommands(commands: readonly Command[]): void {
  useEffect(() => {
    change([...offered, ...commands]);
    return () => change(offered.filter((each) => !commands.includes(each)));
  }, [commands]);
}

/** The commands of the current screen. */
export function useCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => offered);
}
