import type { ReactNode } from "react";

import type { ToolCall, ToolOutput, ToolResultState } from "@/chat/model";
import { useText, type TextKey } from "@/i18n";
import { useToolOutput } from "@/rest";
import { Button, CodeBlock, Notice, visibleControls } from "@/ui";

import { Arguments } from "./Arguments";
import { useChatContext } from "./ChatContext";
import { useDisclosure } from "./disclosureMemory";
import { ErrorNotice } from "./ErrorNotice";
import { FileChange } from "./FileChange";
import { FollowedText } from "./FollowedText";
import { partialObject } from "./partialJson";
import { repeatsStructured } from "./repeatsStructured";

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Input({ call }: { call: ToolCall }) {
  const text = useText();
  const live = call.status === "typing_input";
  const input = call.editedInput ?? call.input ?? partialObject(call.inputText);
  const { preview } = call;
  if (preview?.unified && !live && !call.editedInput) {
    return (
      <Section title={text("tool.change")}>
        <FileChange preview={preview} unified={preview.unified} />
      </Section>
    );
  }
  return (
    <Section title={text(call.editedInput ? "tool.edited_input" : "tool.input")}>
      {input ? (
        <Arguments input={input} live={live} />
      ) : (
        <p className="font-mono text-xs wrap-anywhere text-muted">{visibleControls(call.inputText) || "…"}</p>
      )}
      {call.editedInputCut && <p className="text-xs text-warn">{text("tool.input_cut")}</p>}
    </Section>
  );
}

function Output({ output, live }: { output: ToolOutput; live: boolean }) {
  const text = useText();
  return (
    <Section title={text(live ? "tool.output" : "tool.written_whole", { count: output.pieces })}>
      {output.omitted > 0 && (
        <p className="text-xs text-muted">{text("tool.omitted", { count: output.omitted })}</p>
      )}
      <FollowedText label={text("tool.written")} follow={live}>
        {output.text}
      </FollowedText>
    </Section>
  );
}

function WholeResult({ toolUseId, session }: { toolUseId: string; session: string }) {
  const text = useText();
  const { disclosures } = useChatContext();
  const [wanted, setWanted] = useDisclosure(disclosures, `${toolUseId}/whole`, false);
  const whole = useToolOutput(session, toolUseId, wanted);
  if (!wanted) {
    return (
      <Button size="sm" className="self-start" onClick={() => setWanted(true)}>
        {text("tool.show_whole")}
      </Button>
    );
  }
  if (whole.error) {
    return (
      <ErrorNotice
        code={whole.error.code}
        detail={whole.error.detail}
        retryAt={whole.error.retryAt}
      />
    );
  }
  if (whole.data === undefined)
    return <p className="text-xs text-muted">{text("common.loading")}</p>;
  return <CodeBlock code={whole.data} caption={text("tool.whole_result")} tall />;
}

// A call that was not allowed has no result of the tool, but a text for the model.
function resultTitle(call: ToolCall, { isError }: ToolResultState): TextKey {
  if (call.status === "failed") return "tool.error";
  return isError ? "tool.told_model" : "tool.result";
}

function Result({ call, result }: { call: ToolCall; result: ToolResultState }) {
  const text = useText();
  const { sessionId } = useChatContext();
  const failed = call.status === "failed";
  return (
    <Section title={text(resultTitle(call, result))}>
      {result.isError ? (
        <Notice tone={failed ? "bad" : "info"}>
          <p className="font-mono text-xs leading-5 whitespace-pre-wrap">
            {visibleControls(result.text) || text("tool.no_text")}
          </p>
          {failed && (
            <p className="mt-1.5 text-xs text-muted">{text("tool.failed_hint")}</p>
          )}
        </Notice>
      ) : (
        !repeatsStructured(result.text, result.structured) && (
          <FollowedText label={text("tool.result")}>
            {result.text || text("tool.no_text")}
          </FollowedText>
        )
      )}
      {result.truncated && sessionId !== null && (
        <WholeResult toolUseId={call.id} session={sessionId} />
      )}
      {result.structured !== undefined && result.structured !== null && (
        <CodeBlock
          code={JSON.stringify(result.structured, null, 2)}
          caption={text("tool.structured")}
          tall
        />
      )}
    </Section>
  );
}

/** The input, the written content and the result of a call. */
export function ToolDetails({ call }: { call: ToolCall }) {
  return (
    <div className="flex flex-col gap-3">
      <Input call={call} />
      {call.output && <Output output={call.output} live={call.status === "running"} />}
      {call.result && <Result call={call} result={call.result} />}
    </div>
  );
}
