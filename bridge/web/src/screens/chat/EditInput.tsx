import { useState, type KeyboardEvent } from "react";

import type { Approval } from "@/chat/model";
import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { JsonEditor, readEditedJson } from "@/schemaForm";
import { Button } from "@/ui";

export interface EditInputProps {
  approval: Approval;
  onAllow: (input: JsonObject) => void;
  onCancel: () => void;
}

/** The input of a call as JSON, to be changed before the call is allowed. */
export function EditInput({ approval, onAllow, onCancel }: EditInputProps) {
  const text = useText();
  const [written, setWritten] = useState(() => JSON.stringify(approval.input, null, 2));
  const edited = readEditedJson(text, approval.inputSchema, written);

  function giveUp(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onCancel();
  }

  return (
    <div onKeyDown={giveUp} className="flex flex-col gap-2">
      <JsonEditor
        label={text("approval.edit_label")}
        schema={approval.inputSchema}
        written={written}
        onChange={setWritten}
        autoFocus
      />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          disabled={edited.value === null}
          onClick={() => edited.value !== null && onAllow(edited.value)}
        >
          {text("approval.allow_edited")}
        </Button>
        <Button onClick={onCancel}>{text("common.cancel")}</Button>
      </div>
    </div>
  );
}
