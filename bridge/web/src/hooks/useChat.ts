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
  /** As it was asked for. */
  sessionId: string | undefined;
  client: ChatClient;
}

function openChat(projectId: string, sessionId: string | undefined): OpenChat {
  const client = new ChatClient({ projectId, sessionId, locale: languageChoice.current() });
  return { projectId, sessionId, client };
}

/**
 * The client for that chat: the same one when a new chat is asked for by the session that it has
 * got.
 */
function useClient(projectId: string, sessionId: string | undefined): ChatClient {
  const [open, setOpen] = useState(() => openChat(projectId, sessionId));
  if (open.projectId === projectId && open.sessionId === sessionId) return open.client;
  const isSame = open.projectId === projectId && open.client.store.state.session?.id === sessionId;
  const next = isSame ? { ...open, sessionId } : openChat(projectId, sessionId);
  setOpen(next);
  return next.client;
}

/** What other parts of the page show changes with the chat. */
function useFreshQueries(state: ChatState): void {
  const queries = useQueryClient();
  const { lastTurn, usage, pending, servers } = state;
  useRefresh(queryKeys.sessions, [state.session?.title, state.turn?.id]);
  useRefresh(queryKeys.usage, [lastTurn, usage]);
  useRefresh(queryKeys.rules, [pending]);
  useEffect(() => {
    if (!servers) return;
    void queries.cancelQueries({ queryKey: queryKeys.servers }); // it may be answered from before
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
 * A chat in a project: its content, as it changes, and the functions to act on it. It connects when
 * it is mounted and disconnects when it is unmounted; the bridge goes on without it.
 *
 * Needs a `QueryClientProvider` (see `createQueryClient`), whose answers on sessions, usage and
 * rules it keeps fresh. Once a new chat has its session (`state.session.id`), that may be given as
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
