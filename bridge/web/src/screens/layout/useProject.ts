import { useState } from "react";

import { useProjects } from "@/rest";

const storageKey = "mcp-bridge.project";

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // the browser has no storage
  }
}

function remember(project: string): void {
  try {
    localStorage.setItem(storageKey, project);
  } catch {
    // Without storage, the choice holds until the page is closed.
  }
}

/** The current project: the one that was chosen before, or the first. Undefined: not known yet. */
export function useProject() {
  const projects = useProjects();
  const [chosen, setChosen] = useState(remembered);
  const project = projects.data?.find((each) => each === chosen) ?? projects.data?.[0];

  function choose(next: string): void {
    remember(next);
    setChosen(next);
  }

  return { project, error: projects.error, choose, retry: () => void projects.refetch() };
}
