import { useText } from "@/i18n";
import { Button } from "@/ui";

import type { Deliberate } from "./useDeliberate";

export interface AllowEditedProps extends Deliberate {
  disabled?: boolean;
  onAllow: () => void;
  onCancel: () => void;
}

/** The buttons below an edited input. Only the button allows the call, not Enter in a field. */
export function AllowEdited(props: AllowEditedProps) {
  const text = useText();
  const { disabled = false, settled, deliberate, onAllow, onCancel } = props;
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        variant="primary"
        disabled={disabled}
        aria-disabled={!settled || undefined}
        onClick={deliberate(onAllow)}
      >
        {text("approval.allow_edited")}
      </Button>
      <Button onClick={onCancel}>{text("common.cancel")}</Button>
    </div>
  );
}
