import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import { textsIn } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { Page } from "@/testing/renderInChat";

import { draftFrom, inputFrom } from "./draft";
import { fieldsOf } from "./fields";
import { readEditedJson } from "./JsonEditor";
import { problemsOf, problemText } from "./problems";
import { SchemaFields } from "./SchemaFields";
import { useSchemaForm } from "./useSchemaForm";

const text = textsIn("en");

describe("a schema", () => {
  const schema: JsonObject = {
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: { type: "string", minLength: 2 },
      age: { type: "integer", minimum: 18, maximum: 99 },
      tags: { type: "array", items: { type: "string" }, maxItems: 2 },
      inner: { type: "object", required: ["x"], properties: { x: { enum: ["a", "b"] } } },
      mail: { type: "string", format: "email" },
    },
  };

  test.each<[unknown, string[]]>([
    [{ name: "Ana" }, []],
    [{}, ["name: This is required."]],
    [{ name: "A" }, ["name: At least 2 characters."]],
    [{ name: "Ana", age: 12 }, ["age: At least 18."]],
    [{ name: "Ana", age: "x" }, ["age: Must be of type integer."]],
    [{ name: "Ana", tags: ["a", "b", "c"] }, ["tags: At most 2 items."]],
    [{ name: "Ana", inner: { x: "c" } }, ["inner/x: Choose one of these: a, b."]],
    [{ name: "Ana", mail: "no" }, ["mail: Does not look like a valid email."]],
    [{ name: "Ana", other: 1 }, ["There is no property “other”."]],
  ])("of %j says %j", (value, expected) => {
    expect(problemsOf(schema, value).map((each) => problemText(text, each))).toEqual(expected);
  });

  test("that cannot be read here says nothing", () => {
    expect(problemsOf({ $ref: "https://example.com/schema" }, {})).toEqual([]);
  });
});

describe("edited JSON", () => {
  test.each([
    ["{", "This is not valid JSON."],
    ["[]", "Enter a JSON object: { … }."],
    ["null", "Enter a JSON object: { … }."],
    ['{"a":1}', "a: Must be of type string."],
  ])("%j is refused", (written, error) => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    expect(readEditedJson(text, schema, written).error).toContain(error);
  });

  test("is taken as it is without a schema", () => {
    expect(readEditedJson(text, null, '{"a":1}')).toEqual({ value: { a: 1 }, error: null });
  });
});

describe("fields", () => {
  test.each<[string, JsonObject, string]>([
    ["name", { type: "string" }, "line"],
    ["content", { type: "string" }, "text"],
    ["content", { type: "string", format: "uri" }, "line"],
    ["n", { type: "integer" }, "number"],
    ["n", { type: ["null", "number"] }, "number"],
    ["b", { type: "boolean" }, "boolean"],
    ["c", { enum: ["a", 1] }, "choice"],
    ["c", { type: "string", oneOf: [{ const: "a", title: "A" }] }, "choice"],
    ["c", { type: "array", items: { enum: ["a"] } }, "choices"],
    ["c", { type: "array", items: { anyOf: [{ const: "a", title: "A" }] } }, "choices"],
    ["o", { type: "object" }, "json"],
    ["o", { oneOf: [{ type: "string" }, { type: "number" }] }, "json"],
  ])("%s of %j is a %s", (name, property, kind) => {
    expect(fieldsOf({ properties: { [name]: property } })[0]?.kind).toBe(kind);
  });

  const schema: JsonObject = {
    properties: {
      text: { type: "string" },
      n: { type: "number" },
      yes: { type: "boolean" },
      on: { type: "boolean", default: true },
      one: { enum: ["a", 2, null] },
      many: { type: "array", items: { enum: ["x", "y"] } },
      any: { type: "object" },
      at: { type: "string", format: "date-time" },
    },
    required: ["n"],
  };

  test.each<JsonObject>([
    { n: 1.5, on: true },
    { n: 0, text: "a", yes: true, on: false, one: 2, many: ["y"], any: { b: [1] } },
    { n: -1, one: null, on: true, at: "2026-11-20T12:30:00.000Z" },
  ])("%j survives the form", (input) => {
    const fields = fieldsOf(schema);
    expect(inputFrom(fields, draftFrom(fields, input))).toEqual({ input, unreadable: {} });
  });

  test.each<JsonObject>([
    { n: 1, unknown: { a: [null] } },
    { n: 1, text: "" },
    { n: 1, one: "not one of them", many: ["x", "z"] },
    { n: 1, at: "2026-11-20T12:30:45Z", yes: null },
    { n: "not a number" },
    {},
  ])("%j stays as it is where nothing was changed", (input) => {
    const fields = fieldsOf(schema);
    const draft = draftFrom(fields, input);
    expect(inputFrom(fields, draft, input).input).toEqual(input);
    const changed = { ...input, text: "b" };
    expect(inputFrom(fields, { ...draft, text: "b" }, input).input).toEqual(changed);
  });

  test("the ends of lines stay those of the text, and a field that is emptied is left out", () => {
    const fields = fieldsOf(schema);
    const input = { n: 1, text: "a\r\nb", one: 2 };
    const draft = { ...draftFrom(fields, input), text: "a\nb\nc", one: "" };
    expect(inputFrom(fields, draft, input).input).toEqual({ n: 1, text: "a\r\nb\r\nc" });
  });

  test("what cannot be read is named", () => {
    const fields = fieldsOf(schema);
    const { input, unreadable } = inputFrom(fields, { n: "1e", any: "{", text: "a" });
    expect(input).toEqual({ text: "a" });
    expect(unreadable).toEqual({ n: "number", any: "json" });
  });
});

describe("a form", () => {
  function Form({
    schema,
    onSubmit,
  }: {
    schema: JsonObject;
    onSubmit: (input: JsonObject | null) => void;
  }) {
    const form = useSchemaForm(schema);
    return (
      <>
        <SchemaFields form={form} />
        <button onClick={() => onSubmit(form.submit())}>go</button>
      </>
    );
  }

  test("says what is wrong only after it was sent, and ties it to its field", async () => {
    const onSubmit = vi.fn();
    const schema = {
      type: "object",
      required: ["name"],
      properties: {
        name: { type: "string", title: "Name", description: "Yours." },
        size: { type: "integer", maximum: 9 },
      },
    };
    render(<Form schema={schema} onSubmit={onSubmit} />, { wrapper: Page });
    const name = screen.getByLabelText(/Name/);
    expect(name).toHaveAccessibleDescription("Yours.");
    expect(name).toBeValid();
    await userEvent.click(screen.getByText("go"));
    expect(onSubmit).toHaveBeenLastCalledWith(null);
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription("Yours. This is required.");
    await userEvent.type(name, "Ana");
    expect(name).toBeValid();
    await userEvent.type(screen.getByLabelText("size"), "10");
    await userEvent.click(screen.getByText("go"));
    expect(screen.getByLabelText("size")).toBeInvalid();
    await userEvent.clear(screen.getByLabelText("size"));
    await userEvent.click(screen.getByText("go"));
    expect(onSubmit).toHaveBeenLastCalledWith({ name: "Ana" });
  });
});
