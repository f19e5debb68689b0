import type { UserItem } from "@/chat/model";
import { useText } from "@/i18n";
import { visibleControls } from "@/ui";

/** The text of a user's message. */
export function UserBubble({ children }: { children: string }) {
  return (
    <div className="ms-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-3.5 py-2 wrap-anywhere whitespace-pre-wrap">
      {visibleControls(children)}
    </div>
  );
}

/** A message of the user in the conversation. */
export function UserMessage({ item }: { item: UserItem }) {
  const text = useText();
  return (
    <>
      <h2 className="sr-only">{text("chat.you_said")}</h2>
      <UserBubble>{item.text}</UserBubble>
      {item.flags.length > 0 && (
        <p className="mt-1 text-right text-xs text-warn">
          {text("chat.flagged", { rules: item.flags.join(", ") })}
        </p>
      )}
    </>
  );
}
