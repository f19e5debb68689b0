import { ChevronDown } from "lucide-react";

import { modelName } from "@/chat/modelName";
import { useText } from "@/i18n";
import { useModels } from "@/rest";

export interface ModelChoiceProps {
  /** Empty: the bridge's default. */
  value: string;
  onChange: (model: string) => void;
}

/** Chooses the model from the next message on. */
export function ModelChoice({ value, onChange }: ModelChoiceProps) {
  const text = useText();
  const models = useModels();
  if (!models.data || models.data.models.length === 0) return null;
  const chosen = value || models.data.default;
  const names = models.data.models.includes(chosen)
    ? models.data.models
    : [chosen, ...models.data.models];
  return (
    <span className="relative flex h-8 min-w-0 items-center gap-1 rounded-md px-1.5 text-sm text-muted hover:bg-hover hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent touch:h-11">
      <span aria-hidden className="truncate">
        {modelName(chosen)}
      </span>
      <ChevronDown className="size-4 shrink-0" aria-hidden />
      {/* On phones, the browser's own font size would be larger than that of the text around it. */}
      <select
        aria-label={text("chat.model")}
        title={chosen}
        value={chosen}
        onChange={(event) => onChange(event.target.value)}
        className="absolute inset-0 w-full opacity-0"
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {modelName(name)}
          </option>
        ))}
      </select>
    </span>
  );
}
