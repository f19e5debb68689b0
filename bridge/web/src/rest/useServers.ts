import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import type { ModelList, Readiness, ServerInfo, ToolInfo } from "@/protocol";

import { getModels, getProjects, getReadiness, getServers, getTools } from "./endpoints";
import { queryKeys } from "./queryKeys";
import type { RestError } from "./restError";

const watched = 10_000;

/** The MCP servers and their states; fetched again every ten seconds while shown. */
export function useServers(): UseQueryResult<ServerInfo[], RestError> {
  return useQuery({
    queryKey: queryKeys.servers,
    queryFn: ({ signal }) => getServers({ signal }),
    refetchInterval: watched,
  });
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
