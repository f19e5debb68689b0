import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { useText } from "@/i18n";

import { IconButton } from "./IconButton";
import { useReturnFocus } from "./useReturnFocus";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
}

/** A window in front of the page. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  const text = useText();
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <Radix.Content
          {...returnFocus}
          {...(description === undefined && { "aria-describedby": undefined })}
          className="fixed inset-x-4 top-[12dvh] z-50 mx-auto flex max-h-[76dvh] max-w-lg animate-appear flex-col rounded-xl border border-line bg-surface shadow-float"
        >
          <div className="flex items-start gap-2 px-4 pt-3">
            <div className="min-w-0 flex-1 pt-1.5 touch:pt-2.5">
              <Radix.Title className="text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-sm text-muted">
                  {description}
                </Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={text("common.close")} />
            </Radix.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-4 pt-3 pb-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
