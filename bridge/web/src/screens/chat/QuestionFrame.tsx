import { clsx } from "clsx";
import { useId, type ReactNode } from "react";

import { useText } from "@/i18n";

import { useChatContext } from "./ChatContext";
import { questionElementId } from "./questionElement";

export interface QuestionFrameProps {
  questionId: string;
  title: ReactNode;
  badges?: ReactNode;
  children: ReactNode;
}

/**
 * The frame of a question to the user. The frame itself takes the focus, so that no key answers by
 * mistake; the card around it shows the focus, see `questionCard`.
 */
export function QuestionFrame({ questionId, title, badges, children }: QuestionFrameProps) {
  const text = useText();
  const headingId = useId();
  const place = useChatContext().position(questionId);
  const several = place !== null && place.count > 1;
  return (
    <section
      id={questionElementId(questionId)}
      role="group"
      aria-labelledby={headingId}
      tabIndex={-1}
      className="flex flex-col gap-3 rounded-t-none! rounded-b-lg border-t border-line px-3 py-3 first:border-t-0 focus-visible:outline-none"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <h3 id={headingId} className="text-base font-semibold wrap-anywhere">
          {title}
        </h3>
        {badges && (
          <span className={clsx("flex flex-wrap gap-1.5 empty:hidden", several && "max-sm:order-last max-sm:basis-full")}>
            {badges}
          </span>
        )}
        {several && (
          <span className="ms-auto text-xs text-muted tabular-nums">
            {text("question.position", { number: place.number, count: place.count })}
          </span>
        )}
      </div>
      {children}
    </section>
  );
}
