import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ArrowDown } from "lucide-react";
import { memo, useCallback, useEffect, useState, type FocusEvent, type ReactNode } from "react";

import type { ChatItem, ChatState, ToolCall } from "@/chat/model";
import { useText } from "@/i18n";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { Button } from "@/ui";

import { AssistantMessage } from "./AssistantMessage";
import { NoticeMessage } from "./NoticeMessage";
import { UserMessage } from "./UserMessage";
import { useStickToEnd } from "./useStickToEnd";

const guessedHeight = 160;

interface ItemProps {
  item: ChatItem;
  toolCalls: Readonly<Record<string, ToolCall>>;
  isLast: boolean;
}

const Item = memo(function Item({ item, toolCalls, isLast }: ItemProps) {
  if (item.kind === "user") return <UserMessage item={item} />;
  if (item.kind === "assistant") return <AssistantMessage item={item} toolCalls={toolCalls} />;
  return <NoticeMessage item={item} isLast={isLast} />;
});

function textOf(item: ChatItem): string | undefined {
  if (item.kind === "user") return item.text;
  if (item.kind !== "assistant") return undefined;
  return item.blocks.flatMap((block) => (block.kind === "text" ? [block.text] : [])).join("\n\n");
}

function asks(item: ChatItem, toolCalls: Readonly<Record<string, ToolCall>>): boolean {
  if (item.kind !== "assistant") return false;
  return item.blocks.some((block) => {
    const status = block.kind === "tool_use" ? toolCalls[block.toolUseId]?.status : undefined;
    return status === "awaiting_approval" || status === "running";
  });
}

// Messages with the focus or a question stay mounted when they are out of view.
function pinnedOf(state: ChatState, focused: number | null): number[] {
  const pinned = state.items.flatMap((item, index) => (asks(item, state.toolCalls) ? [index] : []));
  if (focused !== null && focused < state.items.length) pinned.push(focused);
  if (state.items.length > 0) pinned.push(state.items.length - 1);
  return pinned;
}

export interface MessageListProps {
  state: ChatState;
  /** Below the messages. */
  children: ReactNode;
}

/**
 * The conversation. Only visible messages are in the document. The end stays in view while the reader is
 * there.
 */
export function MessageList({ state, children }: MessageListProps) {
  const text = useText();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const { items, toolCalls } = state;
  const { ref: endRef, atEnd, follow, goToEnd } = useStickToEnd();
  const pinned = pinnedOf(state, focused);

  // eslint-disable-next-line react-hooks/incompatible-library -- nothing of it is memoized here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => guessedHeight,
    getItemKey: (index) => items[index]?.key ?? index,
    initialOffset: () => items.length * guessedHeight,
    overscan: 4,
    rangeExtractor: (range: Range) =>
      [...new Set([...pinned, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
    // A message that grows is placed before it is painted, so that it does not jump.
    directDomUpdates: true,
    onChange: follow,
  });

  const scrollerRef = useCallback(
    (element: HTMLElement | null) => {
      setScroller(element);
      return endRef(element) ?? undefined;
    },
    [endRef],
  );

  // Sending a message scrolls to the end.
  const said = state.outbox.length;
  useEffect(() => {
    if (said > 0) goToEnd();
  }, [said, goToEnd]);

  function noteFocus(event: FocusEvent): void {
    const row = event.target.closest("[data-index]");
    setFocused(row ? Number(row.getAttribute("data-index")) : null);
  }

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scrollerRef}
        role="region"
        aria-label={text("chat.conversation")}
        tabIndex={0}
        className="scrollbar-thin h-full overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
      >
        <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-2">
          <div
            role="feed"
            aria-label={text("chat.messages")}
            aria-busy={state.phase === "streaming"}
            onFocus={noteFocus}
            onBlur={() => setFocused(null)}
            ref={virtualizer.containerRef}
            className="relative"
          >
            {virtualizer.getVirtualItems().map(({ index, key }) => {
              const item = items[index];
              return (
                item && (
                  <article
                    key={key}
                    ref={virtualizer.measureElement}
                    data-index={index}
                    aria-posinset={index + 1}
                    aria-setsize={items.length}
                    aria-label={text(
                      item.kind === "user"
                        ? "chat.you"
                        : item.kind === "assistant"
                          ? "chat.assistant"
                          : "chat.error",
                    )}
                    className="absolute inset-x-0 top-0 pb-5"
                  >
                    <PartGuard of={item} instead={<BrokenPart text={textOf(item)} />}>
                      <Item item={item} toolCalls={toolCalls} isLast={index === items.length - 1} />
                    </PartGuard>
                  </article>
                )
              );
            })}
          </div>
          {children}
        </div>
      </div>
      {!atEnd && <ToEnd items={items} onClick={goToEnd} />}
    </div>
  );
}

function ToEnd({ items, onClick }: { items: readonly ChatItem[]; onClick: () => void }) {
  const text = useText();
  const [seen] = useState(items);
  const isNew = seen !== items;
  return (
    <Button
      size="sm"
      onClick={onClick}
      aria-label={text(isNew ? "chat.new_messages" : "chat.to_end")}
      className={clsx(
        "absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full! shadow-float",
        !isNew && "size-8! p-0! touch:size-11!",
      )}
    >
      <ArrowDown className={isNew ? "size-3.5" : "size-4"} aria-hidden />
      {isNew && text("chat.new_messages")}
    </Button>
  );
}
