import { Play } from "lucide-react";
import { useState, type FormEvent } from "react";

import { useText } from "@/i18n";
import type { JsonObject, ToolCallAnswer, ToolInfo } from "@/protocol";
import { useCallTool } from "@/rest";
import {
  focusFirstInvalid,
  JsonEditor,
  readEditedJson,
  SchemaFields,
  useSchemaForm,
} from "@/schemaForm";
import { Arguments } from "@/screens/chat/Arguments";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { Button, ConfirmDialog } from "@/ui";

import { ToolAnswer } from "./ToolAnswer";

interface InputFormProps {
  tool: ToolInfo;
  initial: JsonObject | undefined;
  running: boolean;
  onRun: (input: JsonObject) => void;
  /** Goes on in the other way of writing it. */
  onSwitch: (input: JsonObject) => void;
}

function RunButtons({
  running,
  other,
  onSwitch,
}: {
  running: boolean;
  other: string;
  onSwitch: () => void;
}) {
  const text = useText();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" busy={running}>
        {!running && <Play className="size-3.5" aria-hidden />}
        {text(running ? "inspector.running" : "inspector.run")}
      </Button>
      <Button variant="ghost" onClick={onSwitch}>
        {other}
      </Button>
    </div>
  );
}

function FieldsForm({ tool, initial, running, onRun, onSwitch }: InputFormProps) {
  const text = useText();
  const form = useSchemaForm(tool.inputSchema, initial);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const input = form.submit();
    if (input) onRun(input);
    else focusFirstInvalid(event.currentTarget);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {form.fields.length > 0 ? (
        <SchemaFields form={form} />
      ) : (
        <p className="text-sm text-muted">{text("tool.no_arguments")}</p>
      )}
      <RunButtons
        running={running}
        other={text("inspector.as_json")}
        onSwitch={() => onSwitch(form.current())}
      />
    </form>
  );
}

function JsonForm({ tool, initial, running, onRun, onSwitch }: InputFormProps) {
  const text = useText();
  const [written, setWritten] = useState(() => JSON.stringify(initial ?? {}, null, 2));
  const edited = readEditedJson(text, tool.inputSchema, written);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (edited.value) onRun(edited.value);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <JsonEditor
        label={text("approval.edit_label")}
        schema={tool.inputSchema}
        written={written}
        onChange={setWritten}
      />
      <RunButtons
        running={running}
        other={text("inspector.as_form")}
        onSwitch={() => onSwitch(edited.value ?? {})}
      />
    </form>
  );
}

interface Outcome {
  answer: ToolCallAnswer;
  took: number;
}

/** A form that calls a tool, and what it answers. A tool that may change something is asked about first. */
export function ToolRun({ tool }: { tool: ToolInfo }) {
  const text = useText();
  const call = useCallTool();
  const [asJson, setAsJson] = useState(false);
  const [initial, setInitial] = useState<JsonObject>();
  const [asked, setAsked] = useState<JsonObject | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  function run(input: JsonObject): void {
    const begun = performance.now();
    setOutcome(null);
    call.mutate(
      { apiName: tool.api_name, input },
      { onSuccess: (answer) => setOutcome({ answer, took: performance.now() - begun }) },
    );
  }

  const shared: InputFormProps = {
    tool,
    initial,
    running: call.isPending,
    onRun: (input) => (tool.annotations?.readOnlyHint === true ? run(input) : setAsked(input)),
    onSwitch: (input) => {
      setInitial(input);
      setAsJson(!asJson);
    },
  };

  return (
    <div className="flex flex-col gap-5">
      {asJson ? <JsonForm {...shared} /> : <FieldsForm {...shared} />}
      {call.error && (
        <ErrorNotice
          role="alert"
          code={call.error.code}
          detail={call.error.detail}
          retryAt={call.error.retryAt}
        />
      )}
      {outcome && <ToolAnswer answer={outcome.answer} took={outcome.took} />}
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={text("inspector.confirm_title", { tool: tool.name })}
        description={text("inspector.confirm_hint")}
        action={text("inspector.run")}
        onConfirm={() => asked && run(asked)}
      >
        {asked && (
          <div className="mt-3">
            <Arguments input={asked} />
          </div>
        )}
      </ConfirmDialog>
    </div>
  );
}
