import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import type { RuleInfo, ToolRequest } from "@/protocol";

import { getApprovals, getRules, revokeRule } from "./endpoints";
import { queryKeys } from "./queryKeys";
import { refresh } from "./refresh";
import type { RestError } from "./restError";

/** The open approvals of a chat that this page does not show. */
export function useApprovals(session: string): UseQueryResult<ToolRequest[], RestError> {
  return useQuery({
    queryKey: queryKeys.approvals(session),
    queryFn: ({ signal }) => getApprovals(session, { signal }),
  });
}

/** The rules about tools. */
export function useRules(): UseQueryResult<RuleInfo[], RestError> {
  return useQuery({ queryKey: queryKeys.rules, queryFn: ({ signal }) => getRules({ signal }) });
}

/** Deletes a rule; the user is asked again. */
export function useRevokeRule(): UseMutationResult<void, RestError, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeRule,
    onSettled: () => refresh(client, queryKeys.rules),
  });
}
