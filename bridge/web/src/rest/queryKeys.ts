/** The keys of REST responses in TanStack Query's cache. */
export const queryKeys = {
  readiness: ["readiness"] as const,
  sessions: ["sessions"] as const,
  sessionList: (project: string, text: string) => ["sessions", "list", project, text] as const,
  messages: (id: string) => ["sessions", "messages", id] as const,
  toolOutput: (session: string, toolUseId: string) => ["outputs", session, toolUseId] as const,
  projects: ["projects"] as const,
  usage: ["usage"] as const,
  tokenUsage: (project: string) => ["usage", "project", project] as const,
  usageByDay: (project: string) => ["usage", "days", project] as const,
  servers: ["servers"] as const,
  tools: ["tools"] as const,
  approvals: (session: string) => ["approvals", session] as const,
  rules: ["rules"] as const,
  models: ["models"] as const,
};
