import { clsx } from "clsx";
import { memo } from "react";

import type { AssistantBlock, AssistantItem, ToolCall } from "@/chat/model";
import { useText } from "@/i18n";
import { Markdown } from "@/markdown";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { Notice } from "@/ui";

import { MessageFooter } from "./MessageFooter";
import { Thinking } from "./Thinking";
import { ToolCard } from "./ToolCard";

interface BlockProps {
  block: AssistantBlock;
  blockKey: string;
  call: ToolCall | undefined;
  open: boolean;
}

const Block = memo(function Block({ block, blockKey, call, open }: BlockProps) {
  if (block.kind === "tool_use") {
    return call ? (
      <PartGuard of={call} instead={<BrokenPart />}>
        <ToolCard call={call} />
      </PartGuard>
    ) : null;
  }
  return (
    <PartGuard of={block.text} instead={<BrokenPart text={block.text} />}>
      {block.kind === "text" ? (
        <Markdown text={block.text} open={open} />
      ) : (
        <Thinking blockKey={blockKey} text={block.text} open={open} />
      )}
    </PartGuard>
  );
});

function Ending({ item }: { item: AssistantItem }) {
  const text = useText();
  if (item.status === "cancelled")
    return <p className="text-sm text-muted">{text("chat.stopped")}</p>;
  if (item.status === "interrupted")
    return <p className="text-sm text-warn">{text("chat.interrupted")}</p>;
  if (item.stopReason === "max_tokens")
    return <Notice tone="warn">{text("chat.max_tokens")}</Notice>;
  if (item.stopReason === "model_context_window_exceeded") {
    return <Notice tone="warn">{text("chat.context_full")}</Notice>;
  }
  return null;
}

export interface AssistantMessageProps {
  item: AssistantItem;
  toolCalls: Readonly<Record<string, ToolCall>>;
}

/** A message of the model: text, thinking and tool calls in order. */
export const AssistantMessage = memo(function AssistantMessage({
  item,
  toolCalls,
}: AssistantMessageProps) {
  const text = useText();
  const last = item.blocks.length - 1;
  return (
    <div className="group/message flex flex-col gap-3">
      <h2 className="sr-only">{text("chat.assistant_said")}</h2>
      {item.blocks.map((block, index) => (
        <Block
          key={block.key}
          block={block}
          blockKey={`${item.key}/${block.key}`}
          call={block.kind === "tool_use" ? toolCalls[block.toolUseId] : undefined}
          open={item.status === "open" && index === last}
        />
      ))}
      {item.status === "open" && item.blocks.length === 0 && <Waiting />}
      <Ending item={item} />
      {item.status !== "open" && <MessageFooter item={item} />}
    </div>
  );
});

function Waiting() {
  return (
    <div aria-hidden className="flex h-6 items-center gap-1">
      {["", "[animation-delay:160ms]", "[animation-delay:320ms]"].map((delay) => (
        <span key={delay} className={clsx("size-1.5 animate-blink rounded-full bg-muted", delay)} />
      ))}
    </div>
  );
}
