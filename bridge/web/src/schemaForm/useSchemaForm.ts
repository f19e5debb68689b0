import { useMemo, useState } from "react";

import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";

import { draftFrom, inputFrom, type Draft, type DraftValue } from "./draft";
import { fieldsOf, type SchemaField } from "./fields";
import { problemsOf, problemText } from "./problems";

/** The state of a form for a JSON Schema. */
export interface SchemaForm {
  fields: readonly SchemaField[];
  draft: Draft;
  /** Errors by field name, "" for those of the whole form; only after the first attempt to submit. */
  errors: Readonly<Record<string, string>>;
  change: (name: string, value: DraftValue) => void;
  /** Returns the input; null: it is invalid, see `errors`. */
  submit: () => JsonObject | null;
  /** Returns the input so far, without fields that cannot be read. */
  current: () => JsonObject;
}

// Shows a text with several lines in a text area: a text input would drop the line breaks.
function severalLines(field: SchemaField, value: unknown): SchemaField {
  const cut = field.kind === "line" && typeof value === "string" && value.includes("\n");
  return cut ? { ...field, kind: "text" } : field;
}

/**
 * Begins with the defaults of the schema, or with `initial`, whose values without a field are kept.
 * `onChange` is called with the input so far, after each change.
 */
export function useSchemaForm(
  schema: JsonObject | null,
  initial?: JsonObject,
  onChange?: (input: JsonObject) => void,
): SchemaForm {
  const text = useText();
  const fields = useMemo(
    () => fieldsOf(schema).map((field) => severalLines(field, initial?.[field.name])),
    [schema, initial],
  );
  const [draft, setDraft] = useState(() => draftFrom(fields, initial));
  const [tried, setTried] = useState(false);

  function check(): { input: JsonObject; errors: Record<string, string> } {
    const { input, unreadable } = inputFrom(fields, draft, initial);
    const errors: Record<string, string> = {};
    for (const problem of schema ? problemsOf(schema, input) : []) {
      const name = problem.pointer.split("/")[1] ?? "";
      if (fields.some((field) => field.name === name))
        errors[name] ??= text(problem.key, problem.values);
      else errors[""] ??= problemText(text, problem);
    }
    for (const [name, kind] of Object.entries(unreadable)) {
      errors[name] = text(kind === "json" ? "schema.not_json" : "schema.not_number");
    }
    return { input, errors };
  }

  function submit(): JsonObject | null {
    const { input, errors } = check();
    setTried(true);
    return Object.keys(errors).length === 0 ? input : null;
  }

  return {
    fields,
    draft,
    errors: tried ? check().errors : {},
    change: (name, value) => {
      const next = { ...draft, [name]: value };
      setDraft(next);
      onChange?.(inputFrom(fields, next, initial).input);
    },
    submit,
    current: () => inputFrom(fields, draft, initial).input,
  };
}
