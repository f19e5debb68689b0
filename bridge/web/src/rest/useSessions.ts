import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import type { SessionInfo, StoredMessage } from "@/protocol";

import {
  deleteSession,
  getMessages,
  getSessions,
  getToolOutput,
  renameSession,
} from "./endpoints";
import { queryKeys } from "./queryKeys";
import { refresh } from "./refresh";
import type { RestError } from "./restError";

/** The chats of a project, newest first; those in which `text` occurs, if it is not empty. */
export function useSessions(project: string, text = ""): UseQueryResult<SessionInfo[], RestError> {
  return useQuery({
    queryKey: queryKeys.sessionList(project, text),
    queryFn: ({ signal }) => getSessions({ project, text, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Sets the title of a chat. */
export function useRenameSession(): UseMutationResult<
  unknown,
  RestError,
  { id: string; title: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }) => renameSession(id, title),
    onSettled: () => refresh(client, queryKeys.sessions),
  });
}

/** Deletes a chat with everything in it. */
export function useDeleteSession(): UseMutationResult<void, RestError, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteSession,
    onSettled: () => refresh(client, queryKeys.sessions),
  });
}

/** The messages of a chat in the format of the Messages API, for an export. */
export function useMessages(
  id: string,
  enabled = true,
): UseQueryResult<StoredMessage[], RestError> {
  return useQuery({
    queryKey: queryKeys.messages(id),
    queryFn: ({ signal }) => getMessages(id, { signal }),
    enabled,
  });
}

/** The whole text of a result that is shown cut; fetched when `enabled`. */
export function useToolOutput(
  session: string,
  toolUseId: string,
  enabled: boolean,
): UseQueryResult<string, RestError> {
  return useQuery({
    queryKey: queryKeys.toolOutput(session, toolUseId),
    queryFn: ({ signal }) => getToolOutput(session, toolUseId, { signal }),
    enabled,
    staleTime: Infinity,
  });
}
