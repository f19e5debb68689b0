import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";

import { useText } from "@/i18n";

import { IconButton } from "./IconButton";
import { toasts } from "./toast";

/** Shows the messages of `toast()`. */
export function Toaster() {
  const text = useText();
  const shown = useSyncExternalStore(toasts.subscribe, toasts.current);
  return (
    <Radix.Provider label={text("common.notification")} swipeDirection="down">
      {shown.map(({ id, text: message, tone }) => (
        <Radix.Root
          key={id}
          onOpenChange={(open) => !open && toasts.dismiss(id)}
          className="flex animate-appear items-center gap-2.5 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-3 text-sm shadow-float"
        >
          {tone === "good" ? (
            <CircleCheck className="size-4 shrink-0 text-good" aria-hidden />
          ) : (
            <CircleAlert className="size-4 shrink-0 text-bad" aria-hidden />
          )}
          <Radix.Description className="min-w-0 flex-1 wrap-anywhere">{message}</Radix.Description>
          <Radix.Close asChild>
            <IconButton icon={X} label={text("common.close")} size="sm" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label={text("common.notifications")}
        className="fixed inset-x-4 bottom-28 z-60 mx-auto flex max-w-sm flex-col gap-2 outline-none"
      />
    </Radix.Provider>
  );
}
