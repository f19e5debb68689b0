import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";

import { useText } from "@/i18n";

import { Button } from "./Button";
import { useReturnFocus } from "./useReturnFocus";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** The text of the button that confirms. */
  action: string;
  danger?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Asks before an action that cannot be undone. The focus starts on "Cancel". */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const text = useText();
  const returnFocus = useReturnFocus();
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <AlertDialog.Content
          {...returnFocus}
          className="fixed inset-x-4 top-[20dvh] z-50 mx-auto max-h-[76dvh] max-w-md animate-appear overflow-y-auto rounded-xl border border-line bg-surface p-4 shadow-float"
        >
          <AlertDialog.Title className="text-lg font-semibold wrap-anywhere">
            {props.title}
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm wrap-anywhere text-muted">
            {props.description}
          </AlertDialog.Description>
          {props.children}
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{text("common.cancel")}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant={props.danger ? "danger" : "primary"} onClick={props.onConfirm}>
                {props.action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
