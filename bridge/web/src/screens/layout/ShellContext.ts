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

/** The functions of the frame around all screens. */
export function useShell(): ShellContextValue {
  return useContext(ShellContext);
}
