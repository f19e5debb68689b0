import { Play } from "lucide-react";
import { useRef, useState, type FormEvent, type RefObject } from "react";

import { useText } from "@/i18n";
import type { JsonObject, ToolInfo } from "@/protocol";
import { useServers, type useToolRun } from "@/rest";
import {
  focusFirstInvalid,
  JsonEditor,
  readEditedJson,
  SchemaFields,
  useSchemaForm,
} from "@/schemaForm";
import { Arguments } from "@/screens/chat/Arguments";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { LoginNotice } from "@/screens/login/LoginNotice";
import { Button, ConfirmDialog, Notice, visibleText } from "@/ui";

import { RunProgress } from "./RunProgress";
import { ToolAnswer } from "./ToolAnswer";
import { useFocusAfterRun } from "./useFocusAfterRun";

interface InputFormProps {
  tool: ToolInfo;
  initial: JsonObject | undefined;
  running: boolean;
  runButton: RefObject<HTMLButtonElement | null>;
  onRun: (input: JsonObject) => void;
  /** Switches between form and JSON, with the input so far. */
  onSwitch: (input: JsonObject) => void;
}

interface RunButtonsProps extends Pick<InputFormProps, "running" | "runButton"> {
  other: string;
  onSwitch: () => void;
}

function RunButtons({ running, runButton, other, onSwitch }: RunButtonsProps) {
  const text = useText();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button ref={runButton} type="submit" variant="primary" busy={running}>
        {!running && <Play className="size-3.5" aria-hidden />}
        {text(running ? "inspector.running" : "inspector.run")}
      </Button>
      <Button variant="ghost" onClick={onSwitch}>
        {other}
      </Button>
    </div>
  );
}

function FieldsForm({ tool, initial, onRun, onSwitch, ...buttons }: InputFormProps) {
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
        {...buttons}
        other={text("inspector.as_json")}
        onSwitch={() => onSwitch(form.current())}
      />
    </form>
  );
}

function JsonForm({ tool, initial, onRun, onSwitch, ...buttons }: InputFormProps) {
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
        {...buttons}
        other={text("inspector.as_form")}
        onSwitch={() => onSwitch(edited.value ?? {})}
      />
    </form>
  );
}

function WaitingLogin({ server }: { server: string }) {
  const info = useServers().data?.find((each) => each.name === server);
  return info ? <LoginNotice server={info} /> : null;
}

export interface ToolRunFormProps extends ReturnType<typeof useToolRun> {
  tool: ToolInfo;
}

/** A form that calls a tool, and the result. Asks before calling a tool that may change something. */
export function ToolRunForm({ tool, run, start, cancel }: ToolRunFormProps) {
  const text = useText();
  const runButton = useRef<HTMLButtonElement>(null);
  const running = run.status === "running";
  useFocusAfterRun(running, runButton);
  const [asJson, setAsJson] = useState(false);
  const [initial, setInitial] = useState<JsonObject>();
  const [asked, setAsked] = useState<JsonObject | null>(null);

  const shared: InputFormProps = {
    tool,
    initial,
    running,
    runButton,
    onRun: (input) => (tool.annotations?.readOnlyHint === true ? start(input) : setAsked(input)),
    onSwitch: (input) => {
      setInitial(input);
      setAsJson(!asJson);
    },
  };

  return (
    <div className="flex flex-col gap-5">
      {asJson ? <JsonForm {...shared} /> : <FieldsForm {...shared} />}
      <RunProgress run={run} onCancel={cancel} />
      {running && run.loginHost !== null && <WaitingLogin server={tool.server} />}
      {run.status === "cancelled" && (
        <Notice tone="warn" role="status">
          {text("inspector.cancelled")}
        </Notice>
      )}
      {run.error && (
        <ErrorNotice
          role="alert"
          code={run.error.code}
          detail={run.error.detail}
          retryAt={run.error.retryAt}
        />
      )}
      {run.answer && <ToolAnswer answer={run.answer} took={run.took ?? 0} />}
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={text("inspector.confirm_title", { tool: visibleText(tool.name) })}
        description={text("inspector.confirm_hint")}
        action={text("inspector.run")}
        onConfirm={() => asked && start(asked)}
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
