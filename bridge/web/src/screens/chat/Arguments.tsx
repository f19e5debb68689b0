import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { visibleText } from "@/ui";

import { FollowedText } from "./FollowedText";

const shortText = 80;

function isShort(value: unknown): boolean {
  if (typeof value === "string") return value.length <= shortText && !value.includes("\n");
  return typeof value !== "object" || value === null;
}

function shown(value: unknown): string {
  return visibleText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

function Value({ name, value, live }: { name: string; value: unknown; live: boolean }) {
  if (isShort(value))
    return <span className="font-mono text-xs leading-5 wrap-anywhere">{shown(value)}</span>;
  return (
    <FollowedText label={name} follow={live}>
      {shown(value)}
    </FollowedText>
  );
}

export interface ArgumentsProps {
  input: JsonObject;
  /** The model is still writing the input. */
  live?: boolean;
}

/** The arguments of a call, each under its name. */
export function Arguments({ input, live = false }: ArgumentsProps) {
  const text = useText();
  const entries = Object.entries(input);
  if (entries.length === 0)
    return <p className="text-sm text-muted">{text("tool.no_arguments")}</p>;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {entries.map(([name, value]) => (
        <div key={name} className={isShort(value) ? "contents" : "col-span-2 flex flex-col gap-1"}>
          <dt className="max-w-48 text-xs leading-5 wrap-anywhere text-muted">
            {visibleText(name)}
          </dt>
          <dd className="min-w-0 text-xs leading-5">
            <Value name={name} value={value} live={live} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
