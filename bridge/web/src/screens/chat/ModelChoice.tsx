import { useText } from "@/i18n";
import { useModels } from "@/rest";
import { Select } from "@/ui";

export interface ModelChoiceProps {
  /** Empty: the bridge's. */
  value: string;
  onChange: (model: string) => void;
}

/** Which model is asked from the next message on. */
export function ModelChoice({ value, onChange }: ModelChoiceProps) {
  const text = useText();
  const models = useModels();
  if (!models.data || models.data.models.length === 0) return null;
  const chosen = value || models.data.default;
  const names = models.data.models.includes(chosen) ? models.data.models : [chosen, ...models.data.models];
  return (
    <Select
      aria-label={text("chat.model")}
      value={chosen}
      onChange={(event) => onChange(event.target.value)}
      className="h-8 w-auto field-sizing-content min-w-0 max-w-52 truncate border-transparent bg-transparent py-0 text-muted hover:bg-hover hover:text-ink touch:h-11 max-sm:max-w-28"
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
}
