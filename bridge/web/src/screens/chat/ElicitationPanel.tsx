import { ExternalLink as ExternalIcon } from "lucide-react";
import type { FormEvent } from "react";

import type { Elicitation } from "@/chat/model";
import { useText } from "@/i18n";
import { safeAddress } from "@/markdown";
import type { ElicitationAction, JsonObject } from "@/protocol";
import { focusFirstInvalid, SchemaFields, useSchemaForm } from "@/schemaForm";
import { BrokenPart } from "@/screens/layout/BrokenPart";
import { PartGuard } from "@/screens/layout/PartGuard";
import { Button, Notice, visibleControls, visibleText } from "@/ui";

import { useChatContext } from "./ChatContext";
import { LoginPanel } from "./LoginPanel";
import { QuestionFrame } from "./QuestionFrame";
import { useDeliberate, type Deliberate } from "./useDeliberate";

interface AnswerProps extends Deliberate {
  question: Elicitation;
  answer: (action: ElicitationAction, content?: JsonObject) => void;
}

function Refusals(props: AnswerProps) {
  const { question, answer, settled, deliberate } = props;
  const text = useText();
  const answering = question.answering !== null;
  return (
    <>
      <Button
        busy={question.answering === "decline"}
        disabled={answering}
        aria-disabled={!settled || undefined}
        onClick={deliberate(() => answer("decline"))}
      >
        {text("elicitation.decline")}
      </Button>
      <Button
        variant="ghost"
        busy={question.answering === "cancel"}
        disabled={answering}
        aria-disabled={!settled || undefined}
        onClick={deliberate(() => answer("cancel"))}
      >
        {text("elicitation.cancel")}
      </Button>
    </>
  );
}

function FormQuestion(props: AnswerProps) {
  const { question, answer, settled, deliberate } = props;
  const text = useText();
  const form = useSchemaForm(question.requestedSchema);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const content = form.submit();
    if (content) answer("accept", content);
    else focusFirstInvalid(event.currentTarget);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <SchemaFields form={form} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          onClick={deliberate(() => undefined)}
          variant="primary"
          busy={question.answering === "accept"}
          disabled={question.answering !== null}
          aria-disabled={!settled || undefined}
        >
          {text("elicitation.accept")}
        </Button>
        <Refusals {...props} />
      </div>
    </form>
  );
}

function AddressQuestion({ address, ...props }: AnswerProps & { address: string }) {
  const { question, answer, settled, deliberate } = props;
  const text = useText();
  const safe = safeAddress(address);
  if (safe === null) {
    return (
      <>
        <Notice tone="bad">
          {text("elicitation.bad_address")} <code className="font-mono text-xs">{visibleText(address)}</code>
        </Notice>
        <div className="flex flex-wrap gap-2">
          <Refusals {...props} />
        </div>
      </>
    );
  }
  return (
    <>
      <div className="rounded-md border border-line bg-sunken px-3 py-2">
        <p className="text-xs text-muted">{text("elicitation.leads_to")}</p>
        <p className="text-lg font-semibold wrap-anywhere">{new URL(safe).host}</p>
        <p className="font-mono text-xs wrap-anywhere text-muted">{safe}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          busy={question.answering === "accept"}
          disabled={question.answering !== null}
          aria-disabled={!settled || undefined}
          onClick={deliberate(() => {
            window.open(safe, "_blank", "noopener,noreferrer");
            answer("accept");
          })}
        >
          <ExternalIcon className="size-3.5" aria-hidden />
          {text("elicitation.open")}
        </Button>
        <Refusals {...props} />
      </div>
    </>
  );
}

function RoundLimit(props: AnswerProps) {
  const { question, answer, settled, deliberate } = props;
  const text = useText();
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        variant="primary"
        busy={question.answering === "accept"}
        disabled={question.answering !== null}
        aria-disabled={!settled || undefined}
        onClick={deliberate(() => answer("accept", {}))}
      >
        {text("elicitation.go_on")}
      </Button>
      <Button
        busy={question.answering === "decline"}
        disabled={question.answering !== null}
        aria-disabled={!settled || undefined}
        onClick={deliberate(() => answer("decline"))}
      >
        {text("elicitation.stop_here")}
      </Button>
    </div>
  );
}

/** A question of a server, or of the bridge: a form, an address to open, a login, or yes and no. */
export function ElicitationPanel({ question }: { question: Elicitation }) {
  return question.loginHost === null ? (
    <QuestionPanel question={question} />
  ) : (
    <LoginPanel question={question} />
  );
}

function QuestionPanel({ question }: { question: Elicitation }) {
  const text = useText();
  const { actions } = useChatContext();
  const answer = (action: ElicitationAction, content?: JsonObject) =>
    actions.answer(question.id, action, content);
  const props = { question, answer, ...useDeliberate(question.id) };
  const isLimit = question.reason === "round_limit";
  const title = isLimit
    ? text("elicitation.round_limit")
    : question.server === null
      ? text("elicitation.title")
      : text("elicitation.server_asks", { server: visibleText(question.server) });
  return (
    <QuestionFrame questionId={question.id} title={title}>
      <p className="-mt-1 wrap-anywhere whitespace-pre-wrap">
        {isLimit ? text("elicitation.round_limit_hint") : visibleControls(question.message)}
      </p>
      {isLimit ? (
        <RoundLimit {...props} />
      ) : question.url !== null ? (
        <AddressQuestion {...props} address={question.url} />
      ) : (
        <PartGuard
          of={question.requestedSchema}
          instead={
            <>
              <BrokenPart />
              <div className="flex flex-wrap gap-2">
                <Refusals {...props} />
              </div>
            </>
          }
        >
          <FormQuestion {...props} />
        </PartGuard>
      )}
    </QuestionFrame>
  );
}
