import { modelName } from "@/chat/modelName";
import { useText } from "@/i18n";
import { useModels } from "@/rest";

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
  const names = models.data.models.includes(chosen)
    ? models.data.models
    : [chosen, ...models.data.models];
  return (
    <select
      aria-label={text("chat.model")}
      title={chosen}
      value={chosen}
      onChange={(event) => onChange(event.target.value)}
      className="h-8 max-w-52 min-w-0 truncate rounded-md bg-transparent px-1.5 text-sm text-muted field-sizing-content hover:bg-hover hover:text-ink touch:h-11 max-sm:max-w-32"
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {modelName(name)}
        </option>
      ))}
    </select>
  );
}
