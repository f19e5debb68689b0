import { createContext, useContext } from "react";

export interface ShellContextValue {
  /** Shows the sidebar on a narrow screen. */
  openSidebar: () => void;
  openPalette: () => void;
}

export const ShellContext = createContext<ShellContextValue>({
  openSidebar: () => undefined,
  openPalette: () => undefined,
});

/** What is around all screens. */
export function useShell(): ShellContextValue {
  return useContext(ShellContext);
}
