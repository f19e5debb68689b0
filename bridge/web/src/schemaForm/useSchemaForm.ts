import { useMemo, useState } from "react";

import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";

import { draftFrom, inputFrom, type Draft, type DraftValue } from "./draft";
import { fieldsOf, type SchemaField } from "./fields";
import { problemsOf } from "./problems";

/** A form that a JSON Schema describes, while it is filled in. */
export interface SchemaForm {
  fields: readonly SchemaField[];
  draft: Draft;
  /** By name of the field; only after the first attempt to send it. */
  errors: Readonly<Record<string, string>>;
  change: (name: string, value: DraftValue) => void;
  /** What was filled in; null: something is wrong with it, and `errors` says what. */
  submit: () => JsonObject | null;
  /** What is filled in so far; what cannot be read is left out. */
  current: () => JsonObject;
}

/** Begins with the defaults of the schema, or with `initial`. */
export function useSchemaForm(schema: JsonObject | null, initial?: JsonObject): SchemaForm {
  const text = useText();
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const [draft, setDraft] = useState(() => draftFrom(fields, initial));
  const [tried, setTried] = useState(false);

  function check(): { input: JsonObject; errors: Record<string, string> } {
    const { input, unreadable } = inputFrom(fields, draft);
    const errors: Record<string, string> = {};
    for (const problem of schema ? problemsOf(schema, input) : []) {
      const name = problem.pointer.split("/")[1] ?? "";
      errors[name] ??= text(problem.key, problem.values);
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
    change: (name, value) => setDraft((before) => ({ ...before, [name]: value })),
    submit,
    current: () => inputFrom(fields, draft).input,
  };
}
