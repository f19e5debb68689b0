import { useRef, useState } from "react";

import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { focusFirstInvalid, SchemaFields, useSchemaForm, type SchemaField } from "@/schemaForm";
import { Disclosure } from "@/ui";

import { AllowEdited } from "./AllowEdited";
import { Arguments } from "./Arguments";
import type { Deliberate } from "./useDeliberate";

const long = new Set<SchemaField["kind"]>(["text", "json"]);

function without(input: JsonObject, fields: readonly SchemaField[]): JsonObject {
  const names = new Set(fields.map((field) => field.name));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.has(name)));
}

export interface EditFieldsProps extends Deliberate {
  schema: JsonObject | null;
  input: JsonObject;
  /** Called with the input so far. */
  onChange: (input: JsonObject) => void;
  onAllow: (input: JsonObject) => void;
  onCancel: () => void;
}

/**
 * A field for each argument of the tool: given and required ones first, short ones before long ones.
 * Values without a field are shown and stay unchanged.
 */
export function EditFields(props: EditFieldsProps) {
  const text = useText();
  const { schema, input, onChange, onAllow, onCancel, ...guard } = props;
  const form = useSchemaForm(schema, input, onChange);
  const panel = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState(false);
  const given = form.fields.filter((field) => field.required || field.name in input);
  const shown = [
    ...given.filter((field) => !long.has(field.kind)),
    ...given.filter((field) => long.has(field.kind)),
  ];
  const others = form.fields.filter((field) => !given.includes(field));
  const rest = without(input, form.fields);
  const wrong = others.some((field) => form.errors[field.name] !== undefined);

  function allow(): void {
    const next = form.submit();
    if (next !== null) onAllow(next);
    else if (panel.current) focusFirstInvalid(panel.current);
  }

  return (
    <div ref={panel} className="flex flex-col gap-3">
      <SchemaFields form={form} fields={shown} />
      {Object.keys(rest).length > 0 && <Arguments input={rest} />}
      {others.length > 0 && (
        <Disclosure
          open={more || wrong}
          onOpenChange={setMore}
          summary={text("approval.more_fields", { count: others.length })}
        >
          <div className="mt-2">
            <SchemaFields form={form} fields={others} part />
          </div>
        </Disclosure>
      )}
      <AllowEdited {...guard} onAllow={allow} onCancel={onCancel} />
    </div>
  );
}
