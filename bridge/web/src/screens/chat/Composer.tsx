import { ArrowUp, Square } from "lucide-react";
import { useId, useLayoutEffect, useState, type KeyboardEvent, type RefObject } from "react";

import type { SendOutcome } from "@/client/outbox";
import { errorText, useFormats, useText } from "@/i18n";
import { longestText } from "@/protocol";
import { IconButton } from "@/ui";

const countedFrom = longestText * 0.9;

function grow(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

export interface ComposerProps {
  area: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (draft: string) => void;
  /** A turn is open: it can be stopped, and a new message has to wait. */
  busy: boolean;
  /** Why messages cannot be sent; null: they can. */
  blocked: string | null;
  onSend: (text: string) => SendOutcome;
  onStop: () => void;
}

/** The input for messages. Enter sends, Shift+Enter starts a new line. */
export function Composer({ area, draft, onDraft, busy, blocked, onSend, onStop }: ComposerProps) {
  const text = useText();
  const formats = useFormats();
  const hintId = useId();
  const [refused, setRefused] = useState<string | null>(null);
  const [wasBusy, setWasBusy] = useState(busy);

  // A message that is rejected during a turn can be sent after it.
  if (wasBusy !== busy) {
    setWasBusy(busy);
    if (refused === "busy") setRefused(null);
  }

  useLayoutEffect(() => {
    if (area.current) grow(area.current);
  }, [area, draft]);

  function send(): void {
    if (blocked !== null) return;
    const outcome = onSend(draft);
    setRefused(outcome.accepted ? null : outcome.code);
    if (outcome.accepted) onDraft("");
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    if (draft.trim() !== "") send();
  }

  const problem = blocked ?? (refused === null ? null : errorText(text, refused));
  return (
    <form
      aria-label={text("composer.form")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex items-end gap-2 rounded-xl border border-line-strong bg-surface p-1.5 pl-3 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        <textarea
          ref={area}
          rows={1}
          value={draft}
          onChange={(event) => {
            onDraft(event.target.value);
            setRefused(null);
          }}
          onKeyDown={press}
          aria-label={text("composer.label")}
          aria-describedby={hintId}
          placeholder={text("composer.placeholder")}
          enterKeyHint="send"
          className="scrollbar-thin max-h-[40dvh] min-h-9 flex-1 resize-none bg-transparent py-1.5 text-base outline-none placeholder:text-muted touch:min-h-11 touch:py-2.5"
        />
        {busy ? (
          <IconButton
            icon={Square}
            label={text("composer.stop")}
            variant="primary"
            onClick={onStop}
            className="rounded-lg [&_svg]:size-3.5 [&_svg]:fill-current"
          />
        ) : (
          <IconButton
            type="submit"
            icon={ArrowUp}
            label={text("composer.send")}
            variant="primary"
            disabled={blocked !== null || draft.trim() === ""}
            className="rounded-lg"
          />
        )}
      </div>
      <p id={hintId} className="flex min-h-5 justify-between gap-3 px-1 pt-1 text-xs text-muted">
        {problem !== null ? (
          <span role="alert" className="text-warn">
            {problem}
          </span>
        ) : (
          <span className="max-sm:hidden">
            {text(busy ? "composer.hint_busy" : "composer.hint")}
          </span>
        )}
        {draft.length > countedFrom && (
          <span className={draft.length > longestText ? "text-bad tabular-nums" : "tabular-nums"}>
            {formats.number(draft.length)} / {formats.number(longestText)}
          </span>
        )}
      </p>
    </form>
  );
}
