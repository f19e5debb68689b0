import { ExternalLink as ExternalIcon } from "lucide-react";
import type { FormEvent } from "react";

import type { Elicitation } from "@/chat/model";
import { useText } from "@/i18n";
import { safeAddress } from "@/markdown";
import type { ElicitationAction, JsonObject } from "@/protocol";
import { focusFirstInvalid, SchemaFields, useSchemaForm } from "@/schemaForm";
import { Button, Notice } from "@/ui";

import { useChatContext } from "./ChatContext";
import { QuestionFrame } from "./QuestionFrame";

interface AnswerProps {
  question: Elicitation;
  answer: (action: ElicitationAction, content?: JsonObject) => void;
}

function Refusals({ question, answer }: AnswerProps) {
  const text = useText();
  const answering = question.answering !== null;
  return (
    <>
      <Button
        busy={question.answering === "decline"}
        disabled={answering}
        onClick={() => answer("decline")}
      >
        {text("elicitation.decline")}
      </Button>
      <Button
        variant="ghost"
        busy={question.answering === "cancel"}
        disabled={answering}
        onClick={() => answer("cancel")}
      >
        {text("elicitation.cancel")}
      </Button>
    </>
  );
}

function FormQuestion({ question, answer }: AnswerProps) {
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
          variant="primary"
          busy={question.answering === "accept"}
          disabled={question.answering !== null}
        >
          {text("elicitation.accept")}
        </Button>
        <Refusals question={question} answer={answer} />
      </div>
    </form>
  );
}

function AddressQuestion({ question, address, answer }: AnswerProps & { address: string }) {
  const text = useText();
  const safe = safeAddress(address);
  if (safe === null) {
    return (
      <>
        <Notice tone="bad">
          {text("elicitation.bad_address")} <code className="font-mono text-xs">{address}</code>
        </Notice>
        <div className="flex flex-wrap gap-2">
          <Refusals question={question} answer={answer} />
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
          onClick={() => {
            window.open(safe, "_blank", "noopener,noreferrer");
            answer("accept");
          }}
        >
          <ExternalIcon className="size-3.5" aria-hidden />
          {text("elicitation.open")}
        </Button>
        <Refusals question={question} answer={answer} />
      </div>
    </>
  );
}

function RoundLimit({ question, answer }: AnswerProps) {
  const text = useText();
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        variant="primary"
        busy={question.answering === "accept"}
        disabled={question.answering !== null}
        onClick={() => answer("accept", {})}
      >
        {text("elicitation.go_on")}
      </Button>
      <Button
        busy={question.answering === "decline"}
        disabled={question.answering !== null}
        onClick={() => answer("decline")}
      >
        {text("elicitation.stop_here")}
      </Button>
    </div>
  );
}

/** A question of a server, or of the bridge: a form, an address to open, or yes and no. */
export function ElicitationPanel({ question }: { question: Elicitation }) {
  const text = useText();
  const { actions } = useChatContext();
  const answer = (action: ElicitationAction, content?: JsonObject) =>
    actions.answer(question.id, action, content);
  const isLimit = question.reason === "round_limit";
  const title = isLimit
    ? text("elicitation.round_limit")
    : question.server === null
      ? text("elicitation.title")
      : text("elicitation.server_asks", { server: question.server });
  return (
    <QuestionFrame questionId={question.id} title={title}>
      <p className="-mt-1 wrap-anywhere whitespace-pre-wrap">
        {isLimit ? text("elicitation.round_limit_hint") : question.message}
      </p>
      {isLimit ? (
        <RoundLimit question={question} answer={answer} />
      ) : question.url !== null ? (
        <AddressQuestion question={question} address={question.url} answer={answer} />
      ) : (
        <FormQuestion question={question} answer={answer} />
      )}
    </QuestionFrame>
  );
}
