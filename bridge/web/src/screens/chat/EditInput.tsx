import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import type { Approval, ToolCall } from "@/chat/model";
import { useText } from "@/i18n";
import type { JsonObject } from "@/protocol";
import { JsonEditor, readEditedJson } from "@/schemaForm";
import { Tabs } from "@/ui";

import { AllowEdited } from "./AllowEdited";
import { EditFields } from "./EditFields";
import { useDeliberate } from "./useDeliberate";

type Way = "form" | "json";

export interface EditInputProps {
  call: ToolCall;
  approval: Approval;
  onAllow: (input: JsonObject) => void;
  onCancel: () => void;
}

/** Edits the input of a call before it is allowed: in a form, or as JSON. */
export function EditInput({ call, approval, onAllow, onCancel }: EditInputProps) {
  const text = useText();
  const { inputSchema } = approval;
  // The second click of a double click on "Edit input" would hit the button that allows the call.
  const guard = useDeliberate(call.id, call.timesAsked);
  const [input, setInput] = useState(approval.input);
  const [written, setWritten] = useState(() => JSON.stringify(approval.input, null, 2));
  const edited = readEditedJson(text, inputSchema, written);
  const hasForm = Object.keys(inputSchema?.["properties"] ?? {}).length > 0;
  const [way, setWay] = useState<Way>(hasForm ? "form" : "json");
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    panel.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
  }, []);

  function giveUp(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onCancel();
  }

  // Invalid JSON stays in the field, with its error below.
  function change(next: Way): void {
    if (next === "form") {
      const { value } = readEditedJson(text, null, written);
      if (value === null) return;
      setInput(value);
    }
    setWay(next);
  }

  const json: ReactNode = (
    <div className="flex flex-col gap-3">
      <JsonEditor
        label={text("approval.edit_label")}
        schema={inputSchema}
        written={written}
        onChange={setWritten}
      />
      <AllowEdited
        {...guard}
        disabled={edited.value === null}
        onAllow={() => edited.value !== null && onAllow(edited.value)}
        onCancel={onCancel}
      />
    </div>
  );

  const form: ReactNode = (
    <EditFields
      {...guard}
      schema={inputSchema}
      input={input}
      onChange={(next) => setWritten(JSON.stringify(next, null, 2))}
      onAllow={onAllow}
      onCancel={onCancel}
    />
  );

  return (
    <div ref={panel} onKeyDown={giveUp}>
      {hasForm ? (
        <Tabs
          label={text("approval.edit")}
          value={way}
          onChange={change}
          tabs={[
            { value: "form", label: text("approval.as_form"), content: form },
            { value: "json", label: text("approval.as_json"), content: json },
          ]}
        />
      ) : (
        json
      )}
    </div>
  );
}
