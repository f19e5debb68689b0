import { useText } from "@/i18n";
import { Checkbox, Field, Select, TextArea, TextInput, type FieldIds } from "@/ui";

import type { DraftValue } from "./draft";
import type { SchemaField } from "./fields";
import type { SchemaForm } from "./useSchemaForm";

interface ControlProps {
  field: SchemaField;
  value: DraftValue;
  onChange: (value: DraftValue) => void;
}

function rowsFor(text: string): number {
  return Math.min(14, Math.max(3, text.split("\n").length));
}

// Names of fields with text in columns: these get a monospaced font.
const code = /content|patch|code/i;

function TextControl({ field, value, onChange, ids }: ControlProps & { ids: FieldIds }) {
  const shared = {
    ...ids,
    name: field.name,
    value: typeof value === "string" ? value : "",
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  if (field.kind === "text") {
    const look = code.test(field.name) ? "scrollbar-thin font-mono text-xs" : undefined;
    return <TextArea {...shared} rows={rowsFor(shared.value)} className={look} />;
  }
  if (field.kind === "json")
    return <TextArea {...shared} spellCheck={false} className="font-mono text-xs" />;
  if (field.kind === "number")
    return <TextInput {...shared} type="number" step={field.whole ? 1 : "any"} />;
  return <TextInput {...shared} type={field.inputType} />;
}

function ChoiceControl({ field, value, onChange, ids }: ControlProps & { ids: FieldIds }) {
  const text = useText();
  return (
    <Select
      {...ids}
      name={field.name}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{text("schema.choose")}</option>
      {field.options.map((option, index) => (
        <option key={option.label} value={index}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

function ChoicesControl({
  field,
  value,
  onChange,
  error,
}: ControlProps & { error: string | undefined }) {
  const chosen = Array.isArray(value) ? (value as readonly number[]) : [];
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium wrap-anywhere">
        {field.label}
        {field.required && <span className="text-bad"> *</span>}
      </legend>
      {field.description !== undefined && <p className="text-xs text-muted">{field.description}</p>}
      {field.options.map((option, index) => (
        <Checkbox
          key={option.label}
          label={option.label}
          aria-invalid={error !== undefined || undefined}
          checked={chosen.includes(index)}
          onChange={(event) =>
            onChange(
              event.target.checked ? [...chosen, index] : chosen.filter((each) => each !== index),
            )
          }
        />
      ))}
      {error !== undefined && <p className="text-xs font-medium text-bad">{error}</p>}
    </fieldset>
  );
}

function BooleanControl({ field, value, onChange }: ControlProps) {
  return (
    <div>
      <Checkbox
        name={field.name}
        label={field.label}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
      {field.description !== undefined && (
        <p className="ms-6 text-xs wrap-anywhere text-muted touch:ms-7 touch:-mt-2.5 touch:mb-2">
          {field.description}
        </p>
      )}
    </div>
  );
}

function OneField({ error, ...control }: ControlProps & { error: string | undefined }) {
  const { field } = control;
  if (field.kind === "boolean") return <BooleanControl {...control} />;
  if (field.kind === "choices") return <ChoicesControl {...control} error={error} />;
  return (
    <Field
      label={field.label}
      description={field.description}
      required={field.required}
      error={error}
    >
      {(ids) =>
        field.kind === "choice" ? (
          <ChoiceControl {...control} ids={ids} />
        ) : (
          <TextControl {...control} ids={ids} />
        )
      }
    </Field>
  );
}

export interface SchemaFieldsProps {
  form: SchemaForm;
  /** The fields to show; default: all. */
  fields?: readonly SchemaField[];
  /** The form has other parts, and another part shows the errors of the whole form. */
  part?: boolean;
}

/** The controls of a form, one for each property of its schema. */
export function SchemaFields({ form, fields = form.fields, part = false }: SchemaFieldsProps) {
  const whole = form.errors[""];
  return (
    <div className="flex flex-col gap-3">
      {fields.map((field) => (
        <OneField
          key={field.name}
          field={field}
          value={form.draft[field.name] ?? ""}
          onChange={(value) => form.change(field.name, value)}
          error={form.errors[field.name]}
        />
      ))}
      {!part && whole !== undefined && <p className="text-xs font-medium text-bad">{whole}</p>}
    </div>
  );
}
