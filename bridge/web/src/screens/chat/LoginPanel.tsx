import type { Elicitation } from "@/chat/model";
import { useText } from "@/i18n";
import { ConnectLink } from "@/screens/login/ConnectLink";
import { Button, Spinner, visibleControls, visibleText } from "@/ui";

import { useChatContext } from "./ChatContext";
import { QuestionFrame } from "./QuestionFrame";
import { useDeliberate } from "./useDeliberate";

/** A call waits until the user has logged in to its server. */
export function LoginPanel({ question }: { question: Elicitation }) {
  const text = useText();
  const { actions, loginAt } = useChatContext();
  const { settled, deliberate } = useDeliberate(question.id);
  const server = question.server ?? "";
  const login = loginAt(server);
  return (
    <QuestionFrame
      questionId={question.id}
      title={text("login.wanted", { server: visibleText(server) })}
    >
      <p className="-mt-1">{text("login.call_waits")}</p>
      <div className="rounded-md border border-line bg-sunken px-3 py-2">
        <p className="text-xs text-muted">{text("elicitation.leads_to")}</p>
        <p className="text-lg font-semibold wrap-anywhere">
          {visibleText(question.loginHost ?? "")}
        </p>
      </div>
      {login?.error && (
        <p className="text-xs text-muted">
          {text("login.failed", { why: visibleControls(login.error) })}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {login?.url ? (
          <ConnectLink
            server={server}
            url={login.url}
            unsettled={!settled}
            onClick={deliberate(() => undefined)}
          />
        ) : (
          <p role="status" className="flex items-center gap-2 text-sm text-muted">
            <Spinner className="size-3.5" />
            {text("login.authorizing", { server: visibleText(server) })}
          </p>
        )}
        <Button
          variant="ghost"
          busy={question.answering === "cancel"}
          aria-disabled={!settled || undefined}
          onClick={deliberate(() => actions.answer(question.id, "cancel"))}
        >
          {text("common.cancel")}
        </Button>
      </div>
    </QuestionFrame>
  );
}
