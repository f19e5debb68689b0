import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import type { ModelList, Readiness, ServerInfo, ToolInfo } from "@/protocol";

import {
  getModels,
  getProjects,
  getReadiness,
  getServers,
  getTools,
  logIn,
  logOut,
} from "./endpoints";
import { queryKeys } from "./queryKeys";
import { refresh } from "./refresh";
import type { RestError } from "./restError";

const watched = 10_000;
const watchedLogin = 1_500;

/**
 * The MCP servers and their states; fetched again every ten seconds while shown, and more often while
 * the user logs in.
 */
export function useServers(): UseQueryResult<ServerInfo[], RestError> {
  return useQuery({
    queryKey: queryKeys.servers,
    queryFn: ({ signal }) => getServers({ signal }),
    refetchInterval: ({ state }) => (state.data?.some(isLoggingIn) ? watchedLogin : watched),
  });
}

function isLoggingIn({ state, login }: ServerInfo): boolean {
  return state === "needs_login" || state === "authorizing" || (state === "starting" && Boolean(login));
}

/** Fetches the tools again when a server has become ready, for example after a login. */
export function useToolsOfReadyServers(servers: readonly ServerInfo[] | undefined): void {
  const queries = useQueryClient();
  const before = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (!servers) return;
    const ready = servers.filter((each) => each.state === "ready").map((each) => each.name);
    const known = before.current;
    before.current = new Set(ready);
    if (known && ready.some((name) => !known.has(name))) void refresh(queries, queryKeys.tools);
  }, [queries, servers]);
}

/** Starts a server that users log in to, or connects to it again, so that it says what it wants. */
export function useLogIn(): UseMutationResult<ServerInfo, RestError, string> {
  const queries = useQueryClient();
  return useMutation({ mutationFn: logIn, onSettled: () => refresh(queries, queryKeys.servers) });
}

/** Logs the bridge out of a server. */
export function useLogOut(): UseMutationResult<void, RestError, string> {
  const queries = useQueryClient();
  return useMutation({ mutationFn: logOut, onSettled: () => refresh(queries, queryKeys.servers) });
}

/** The tools of all servers. */
export function useTools(): UseQueryResult<ToolInfo[], RestError> {
  return useQuery({
    queryKey: queryKeys.tools,
    queryFn: ({ signal }) => getTools({ signal }),
    staleTime: 60_000,
  });
}

/** The available models. */
export function useModels(): UseQueryResult<ModelList, RestError> {
  return useQuery({
    queryKey: queryKeys.models,
    queryFn: ({ signal }) => getModels({ signal }),
    staleTime: 10 * 60_000,
  });
}

/** The names of the projects. */
export function useProjects(): UseQueryResult<string[], RestError> {
  return useQuery({
    queryKey: queryKeys.projects,
    queryFn: ({ signal }) => getProjects({ signal }),
    staleTime: 10 * 60_000,
  });
}

/** Whether the bridge responds and has an API key. */
export function useReadiness(): UseQueryResult<Readiness, RestError> {
  return useQuery({
    queryKey: queryKeys.readiness,
    queryFn: ({ signal }) => getReadiness({ signal }),
  });
}
