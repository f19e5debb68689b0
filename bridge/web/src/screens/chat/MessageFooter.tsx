import { clsx } from "clsx";

import { toLocalTime } from "@/chat/clock";
import type { AssistantItem, TokenUsage } from "@/chat/model";
import { modelName } from "@/chat/modelName";
import { useFormats, useText } from "@/i18n";
import { CopyButton, Tooltip } from "@/ui";

import { useChatContext } from "./ChatContext";

function spokenText(item: AssistantItem): string {
  return item.blocks.flatMap((block) => (block.kind === "text" ? [block.text] : [])).join("\n\n");
}

function Tokens({ usage }: { usage: TokenUsage }) {
  const text = useText();
  const formats = useFormats();
  const split = text("chat.token_split", {
    input: usage.inputTokens,
    output: usage.outputTokens,
    read: usage.cacheReadTokens,
    written: usage.cacheWriteTokens,
  });
  return (
    <Tooltip content={split}>
      <button type="button" className="cursor-default rounded-sm">
        {text("chat.tokens", {
          count: usage.totalTokens,
          tokens: formats.compact(usage.totalTokens),
        })}
      </button>
    </Tooltip>
  );
}

function Cost({ usage }: { usage: TokenUsage }) {
  const text = useText();
  const formats = useFormats();
  if (usage.costUsd === undefined) return null;
  return (
    <span>{usage.costUsd === null ? text("usage.no_price") : formats.money(usage.costUsd)}</span>
  );
}

function Times({ item }: { item: AssistantItem }) {
  const formats = useFormats();
  const { clockOffset } = useChatContext();
  if (item.completedAt === null) return null;
  return (
    <>
      {item.startedAt !== null && (
        <span className="max-sm:hidden">
          {formats.duration(item.completedAt - item.startedAt)}
        </span>
      )}
      <span>{formats.time(toLocalTime({ clockOffset }, item.completedAt))}</span>
    </>
  );
}

/** Model, usage and times of a message, and a copy button. For a message that calls tools, shown on hover. */
export function MessageFooter({ item }: { item: AssistantItem }) {
  const text = useText();
  const spoken = spokenText(item);
  const quiet = item.stopReason === "tool_use";
  return (
    <footer
      className={clsx(
        "-mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-xs text-muted",
        quiet
          ? "-mb-4 min-h-5 opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 touch:hidden [&_button]:-my-1"
          : "min-h-7 touch:[&>button:first-child]:-ms-3",
      )}
    >
      {spoken && <CopyButton text={spoken} label={text("chat.copy_message")} />}
      {item.model !== null && <span title={item.model}>{modelName(item.model)}</span>}
      {item.usage && <Tokens usage={item.usage} />}
      {item.usage && <Cost usage={item.usage} />}
      <Times item={item} />
    </footer>
  );
}
