import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import type { ChatState } from "@/chat/model";
import { isBusy } from "@/chat/selectors";
import { ChatClient } from "@/client/chatClient";
import { languageChoice, useLanguage } from "@/i18n";
import { queryKeys, refresh, useRefresh } from "@/rest";

import type { Chat, ChatOptions } from "./chat";

interface OpenChat {
  projectId: string;
  /** The session id that the caller gave. */
  sessionId: string | undefined;
  client: ChatClient;
}

function openChat(projectId: string, sessionId: string | undefined): OpenChat {
  const client = new ChatClient({ projectId, sessionId, locale: languageChoice.current() });
  return { projectId, sessionId, client };
}

/**
 * The client for that chat. A new chat keeps its client when the caller then gives the id of its
 * session.
 */
function useClient(projectId: string, sessionId: string | undefined): ChatClient {
  const [open, setOpen] = useState(() => openChat(projectId, sessionId));
  if (open.projectId === projectId && open.sessionId === sessionId) return open.client;
  const isSame = open.projectId === projectId && open.client.store.state.session?.id === sessionId;
  const next = isSame ? { ...open, sessionId } : openChat(projectId, sessionId);
  setOpen(next);
  return next.client;
}

/** Refreshes the queries whose data change with the chat. */
function useFreshQueries(state: ChatState): void {
  const queries = useQueryClient();
  const { lastTurn, usage, pending, servers } = state;
  useRefresh(queryKeys.sessions, [state.session?.title, state.turn?.id]);
  useRefresh(queryKeys.usage, [lastTurn, usage]);
  useRefresh(queryKeys.rules, [pending]);
  useEffect(() => {
    if (!servers) return;
    void queries.cancelQueries({ queryKey: queryKeys.servers }); // its response may be older
    queries.setQueryData(queryKeys.servers, servers);
    void refresh(queries, queryKeys.tools);
  }, [queries, servers]);
}

function actionsOf(client: ChatClient) {
  return {
    sendMessage: client.sendMessage.bind(client),
    retry: client.retry.bind(client),
    resend: client.resend.bind(client),
    discard: client.discard.bind(client),
    stop: client.cancelTurn.bind(client),
    approve: client.approve.bind(client),
    deny: client.deny.bind(client),
    answer: client.answer.bind(client),
    rename: client.rename.bind(client),
    dismiss: client.dismiss.bind(client),
    reconnect: client.reconnect.bind(client),
  };
}

/**
 * A chat in a project: its state, and the functions to act on it. Connects when the component mounts
 * and disconnects when it unmounts; the turn in the bridge goes on.
 *
 * Needs a `QueryClientProvider` (see `createQueryClient`), and refreshes its queries about sessions,
 * usage and rules. Once a new chat has a session (`state.session.id`), the caller may pass that as
 * `sessionId`: the chat stays the same.
 */
export function useChat(projectId: string, options: ChatOptions = {}): Chat {
  const client = useClient(projectId, options.sessionId);
  const state = useSyncExternalStore(client.store.subscribe, client.store.getSnapshot);
  const [language] = useLanguage();
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  useEffect(() => client.setLocale(language), [client, language]);
  useFreshQueries(state);
  const actions = useMemo(() => actionsOf(client), [client]);
  return useMemo(
    () => ({ ...actions, state, messages: state.items, isStreaming: isBusy(state) }),
    [actions, state],
  );
}
