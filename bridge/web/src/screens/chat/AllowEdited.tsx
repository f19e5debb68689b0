import { useText } from "@/i18n";
import { Button } from "@/ui";

export interface AllowEditedProps {
  disabled?: boolean;
  onAllow: () => void;
  onCancel: () => void;
}

/** The ways out of an edited input. Nothing but the button allows the call: not Enter in a field. */
export function AllowEdited({ disabled = false, onAllow, onCancel }: AllowEditedProps) {
  const text = useText();
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" disabled={disabled} onClick={onAllow}>
        {text("approval.allow_edited")}
      </Button>
      <Button onClick={onCancel}>{text("common.cancel")}</Button>
    </div>
  );
}
