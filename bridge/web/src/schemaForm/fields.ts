import type { JsonObject } from "@/protocol";
import { visibleControls, visibleText } from "@/ui";

export type FieldKind = "line" | "text" | "number" | "boolean" | "choice" | "choices" | "json";

/** An option of a choice. */
export interface FieldOption {
  value: unknown;
  label: string;
}

/** A property of an object, as a field that the user fills in. */
export interface SchemaField {
  name: string;
  label: string;
  description: string | undefined;
  required: boolean;
  kind: FieldKind;
  /** The type of the control, for kind `line`. */
  inputType: "text" | "email" | "url" | "date" | "datetime-local";
  whole: boolean;
  options: readonly FieldOption[];
  initial: unknown;
}

const severalLines = /content|text|body|message|patch|code|prompt/i;

const inputTypes: Readonly<Record<string, SchemaField["inputType"]>> = {
  email: "email",
  uri: "url",
  date: "date",
  "date-time": "datetime-local",
};

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function typeOf(property: JsonObject): string {
  const { type } = property;
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return textOf(types.find((each) => each !== "null")) ?? "";
}

// The options of `enum`, with or without names, or of alternatives that are constants.
function optionsOf(property: JsonObject): FieldOption[] {
  if (Array.isArray(property["enum"])) {
    const names = Array.isArray(property["enumNames"]) ? (property["enumNames"] as unknown[]) : [];
    return (property["enum"] as unknown[]).map((value, index) => ({
      value,
      label: textOf(names[index]) ?? (typeof value === "string" ? value : JSON.stringify(value)),
    }));
  }
  const alternatives = property["oneOf"] ?? property["anyOf"];
  if (!Array.isArray(alternatives)) return [];
  const constants = (alternatives as unknown[]).filter(
    (each): each is JsonObject => isObject(each) && "const" in each,
  );
  if (constants.length !== alternatives.length) return [];
  return constants.map((each) => ({
    value: each["const"],
    label:
      textOf(each["title"]) ??
      (typeof each["const"] === "string" ? each["const"] : JSON.stringify(each["const"])),
  }));
}

function kindOf(name: string, property: JsonObject, options: readonly FieldOption[]): FieldKind {
  if (options.length > 0) return typeOf(property) === "array" ? "choices" : "choice";
  switch (typeOf(property)) {
    case "string":
      return textOf(property["format"]) === undefined && severalLines.test(name) ? "text" : "line";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

function fieldOf(name: string, property: JsonObject, required: boolean): SchemaField {
  const items = property["items"];
  const options =
    typeOf(property) === "array" && isObject(items) ? optionsOf(items) : optionsOf(property);
  return {
    name,
    label: visibleText(textOf(property["title"]) ?? name),
    description: visibleControls(textOf(property["description"]) ?? "") || undefined,
    required,
    kind: kindOf(name, property, options),
    inputType: inputTypes[textOf(property["format"]) ?? ""] ?? "text",
    whole: typeOf(property) === "integer",
    options: options.map((each) => ({ ...each, label: visibleText(each.label) })),
    initial: property["default"],
  };
}

/** The properties of the object that a schema describes; required ones first. */
export function fieldsOf(schema: JsonObject | null): SchemaField[] {
  const properties = schema?.["properties"];
  if (!isObject(properties)) return [];
  const required = new Set(
    Array.isArray(schema?.["required"]) ? (schema["required"] as unknown[]) : [],
  );
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(name, isObject(property) ? property : {}, required.has(name)),
  );
  return [
    ...fields.filter((field) => field.required),
    ...fields.filter((field) => !field.required),
  ];
}
