import type { ReactNode } from "react";

import { contextWindow } from "@/chat/contextWindow";
import type { ChatState, SessionState, TokenUsage } from "@/chat/model";
import { lastModel } from "@/chat/selectors";
import { useFormats, useText } from "@/i18n";
import { useSessions } from "@/rest";
import { Link } from "@/router";
import { Popover, VisuallyHidden } from "@/ui";

import { ContextGauge } from "./ContextGauge";

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

function Split({ usage }: { usage: TokenUsage }) {
  const text = useText();
  const formats = useFormats();
  return (
    <>
      <Row label={text("usage.input")}>{formats.number(usage.inputTokens)}</Row>
      <Row label={text("usage.cache_read")}>{formats.number(usage.cacheReadTokens)}</Row>
      <Row label={text("usage.cache_written")}>{formats.number(usage.cacheWriteTokens)}</Row>
      <Row label={text("usage.output")}>{formats.number(usage.outputTokens)}</Row>
    </>
  );
}

function Cost({ usage }: { usage: TokenUsage }) {
  const text = useText();
  const formats = useFormats();
  return (
    <Row label={text("usage.cost")}>
      {typeof usage.costUsd === "number" ? formats.money(usage.costUsd) : text("usage.no_price")}
    </Row>
  );
}

// The saving is not in events; it is fetched with the list of chats.
function Saving({ session }: { session: SessionState }) {
  const text = useText();
  const formats = useFormats();
  const sessions = useSessions(session.projectId);
  const saving = sessions.data?.find((each) => each.id === session.id)?.usage.cache_saving_usd;
  if (saving === undefined || saving === null) return null;
  return <Row label={text("usage.saving")}>{formats.money(Number(saving))}</Row>;
}

/** The usage of the chat in short; a click shows all figures. */
export function UsagePill({ state }: { state: ChatState }) {
  const text = useText();
  const formats = useFormats();
  const { session, turn } = state.usage;
  const most = contextWindow(lastModel(state));
  const { totalTokens: total, costUsd: cost } = session;
  if (total === 0 && state.contextTokens === 0) return null;
  return (
    <Popover
      label={text("usage.of_chat")}
      trigger={
        <button
          type="button"
          className="flex h-8 shrink-0 items-center gap-2 rounded-full border border-line px-2.5 text-xs text-muted tabular-nums hover:bg-hover hover:text-ink touch:h-11 max-sm:w-11 max-sm:justify-center max-sm:border-0"
        >
          <VisuallyHidden>{text("usage.of_chat")}</VisuallyHidden>
          <ContextGauge tokens={state.contextTokens} most={most} />
          <span className="max-sm:hidden">
            {text("chat.tokens", { count: total, tokens: formats.compact(total) })}
          </span>
          {typeof cost === "number" && (
            <span className="max-sm:hidden">{formats.money(cost)}</span>
          )}
        </button>
      }
    >
      <h3 className="mb-1.5 font-semibold">{text("usage.of_chat")}</h3>
      <dl className="flex flex-col gap-1">
        <Split usage={session} />
        <Cost usage={session} />
        {state.session && <Saving session={state.session} />}
      </dl>
      {turn.totalTokens > 0 && (
        <>
          <h3 className="mt-3 mb-1.5 font-semibold">{text("usage.of_turn")}</h3>
          <dl className="flex flex-col gap-1">
            <Split usage={turn} />
          </dl>
        </>
      )}
      <h3 className="mt-3 mb-1.5 font-semibold">{text("usage.context")}</h3>
      <p className="text-muted">
        {text("usage.context_of", {
          tokens: formats.compact(state.contextTokens),
          most: formats.compact(most),
        })}
      </p>
      <Link
        to={{ view: "usage" }}
        className="mt-3 inline-block text-accent underline underline-offset-2"
      >
        {text("usage.all")}
      </Link>
    </Popover>
  );
}
