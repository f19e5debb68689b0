import { useState, type FormEvent, type KeyboardEvent } from "react";

import { useText } from "@/i18n";
import { longestReason } from "@/protocol";
import { Button, Field, TextArea } from "@/ui";

export interface DenyReasonProps {
  onDeny: (reason: string) => void;
  onCancel: () => void;
}

/** Asks why a call is denied; the reason is sent to the model. */
export function DenyReason({ onDeny, onCancel }: DenyReasonProps) {
  const text = useText();
  const [reason, setReason] = useState("");

  function submit(event: FormEvent): void {
    event.preventDefault();
    onDeny(reason.trim());
  }

  function giveUp(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onCancel();
  }

  return (
    <form onSubmit={submit} onKeyDown={giveUp} className="flex flex-col gap-2">
      <Field label={text("approval.reason")} description={text("approval.reason_hint")}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={2}
            autoFocus
            maxLength={longestReason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="danger">
          {text("approval.deny")}
        </Button>
        <Button onClick={onCancel}>{text("common.cancel")}</Button>
      </div>
    </form>
  );
}
