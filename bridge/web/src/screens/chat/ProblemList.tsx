import type { Problem } from "@/chat/model";
import { useText } from "@/i18n";
import { Button } from "@/ui";

import { useChatContext } from "./ChatContext";
import { ErrorNotice } from "./ErrorNotice";

/** Failed actions of the user. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const text = useText();
  const { actions } = useChatContext();
  return problems.map((problem) => (
    <ErrorNotice
      key={problem.key}
      role="alert"
      code={problem.code}
      detail={problem.detail}
      retryAt={problem.retryAt}
      actions={() => (
        <Button size="sm" onClick={() => actions.dismiss(problem.key)}>
          {text("common.dismiss")}
        </Button>
      )}
    />
  ));
}
