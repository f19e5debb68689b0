import { useState, type FormEvent } from "react";

import { useText } from "@/i18n";
import { Button, Dialog, Field, TextInput } from "@/ui";

const longestTitle = 200;

export interface RenameDialogProps {
  title: string;
  onRename: (title: string) => void;
  onClose: () => void;
}

/** Asks for a new title of a chat. */
export function RenameDialog({ title, onRename, onClose }: RenameDialogProps) {
  const text = useText();
  const [written, setWritten] = useState(title);
  const trimmed = written.trim();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!trimmed) return;
    onRename(trimmed);
    onClose();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={text("session.rename")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={text("session.title")}>
          {(ids) => (
            <TextInput
              {...ids}
              autoFocus
              maxLength={longestTitle}
              value={written}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setWritten(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text("common.cancel")}</Button>
          <Button type="submit" variant="primary" disabled={!trimmed}>
            {text("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
