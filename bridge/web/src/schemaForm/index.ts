export { focusFirstInvalid } from "./focusFirstInvalid";
export type { SchemaField } from "./fields";
export { JsonEditor, readEditedJson } from "./JsonEditor";
export { SchemaFields } from "./SchemaFields";
export { useSchemaForm, type SchemaForm } from "./useSchemaForm";
