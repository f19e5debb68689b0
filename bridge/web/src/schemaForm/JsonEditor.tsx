import { useMemo } from "react";

import { useText, type TextOf } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { Field, TextArea } from "@/ui";

import { problemsOf, problemText } from "./problems";

/** The object in a JSON text, or why it is invalid. */
export type EditedJson = { value: JsonObject; error: null } | { value: null; error: string };

/** Parses the text and validates it against the schema. */
export function readEditedJson(
  text: TextOf,
  schema: JsonObject | null,
  written: string,
): EditedJson {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : "";
    return { value: null, error: `${text("schema.not_json")} ${detail}`.trim() };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { value: null, error: text("schema.not_object") };
  }
  const problems = schema ? problemsOf(schema, value) : [];
  if (problems.length > 0) {
    return {
      value: null,
      error: problems
        .slice(0, 3)
        .map((each) => problemText(text, each))
        .join(" "),
    };
  }
  return { value: value as JsonObject, error: null };
}

export interface JsonEditorProps {
  label: string;
  schema: JsonObject | null;
  written: string;
  onChange: (written: string) => void;
  autoFocus?: boolean;
}

/** An editor for a JSON object, which shows errors while the user types. */
export function JsonEditor({
  label,
  schema,
  written,
  onChange,
  autoFocus = false,
}: JsonEditorProps) {
  const text = useText();
  const { error } = useMemo(() => readEditedJson(text, schema, written), [text, schema, written]);
  return (
    <Field label={label} error={error ?? undefined}>
      {(ids) => (
        <TextArea
          {...ids}
          value={written}
          onChange={(event) => onChange(event.target.value)}
          rows={Math.min(18, Math.max(4, written.split("\n").length + 1))}
          spellCheck={false}
          autoFocus={autoFocus}
          className="scrollbar-thin font-mono text-xs"
        />
      )}
    </Field>
  );
}
