import { ShieldCheck } from "lucide-react";
import { useState } from "react";

import { errorText, useFormats, useText } from "@/i18n";
import type { RuleInfo } from "@/protocol";
import { useRevokeRule, useRules } from "@/rest";
import { Link } from "@/router";
import { ErrorNotice } from "@/screens/chat/ErrorNotice";
import { ScreenHeader } from "@/screens/layout/ScreenHeader";
import { useTitle } from "@/screens/layout/useTitle";
import { Badge, Button, Card, EmptyState, Loading, toast, visibleText } from "@/ui";

function Scope({ rule }: { rule: RuleInfo }) {
  const text = useText();
  if (!rule.session) return <>{text("rules.everywhere")}</>;
  return (
    <Link
      to={{ view: "chat", sessionId: rule.session }}
      className="text-accent underline underline-offset-2"
    >
      {text("rules.one_chat")}
    </Link>
  );
}

function Rule({ rule }: { rule: RuleInfo }) {
  const text = useText();
  const formats = useFormats();
  const revoke = useRevokeRule();
  const [revoked, setRevoked] = useState(false);
  const subject = visibleText(rule.tool) || text("rules.all_tools");

  function takeBack(): void {
    setRevoked(true);
    revoke.mutate(rule.id, {
      onSuccess: () => toast(text("rules.revoked")),
      onError: (error) => {
        setRevoked(false);
        toast(errorText(text, error.code), "bad");
      },
    });
  }

  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="flex min-w-0 flex-1 items-center gap-x-4 gap-y-1.5 max-sm:flex-col max-sm:items-start">
        <Badge
          tone={rule.decision === "allow" ? "good" : rule.decision === "deny" ? "bad" : "neutral"}
        >
          {text(
            rule.decision === "allow"
              ? "rules.allow"
              : rule.decision === "deny"
                ? "rules.deny"
                : "rules.ask",
          )}
        </Badge>
        <div className="min-w-0 flex-1">
          <p className="text-sm wrap-anywhere">
            <span className="text-muted">{visibleText(rule.server)} · </span>
            <span className="font-mono font-medium">{subject}</span>
          </p>
          <p className="text-xs text-muted" title={formats.dateTime(rule.created_at)}>
            <Scope rule={rule} /> · {text("rules.since", { date: formats.date(rule.created_at) })}
          </p>
        </div>
      </div>
      <Button
        size="sm"
        busy={revoked}
        onClick={takeBack}
        aria-label={text("rules.revoke_one", { tool: subject })}
      >
        {text("rules.revoke")}
      </Button>
    </li>
  );
}

function RuleList() {
  const text = useText();
  const rules = useRules();
  if (rules.isPending) return <Loading>{text("common.loading")}</Loading>;
  if (rules.error) {
    return (
      <ErrorNotice
        code={rules.error.code}
        detail={rules.error.detail}
        retryAt={rules.error.retryAt}
      />
    );
  }
  if (rules.data.length === 0) {
    return (
      <EmptyState icon={ShieldCheck} title={text("rules.none")}>
        {text("rules.none_hint")}
      </EmptyState>
    );
  }
  return (
    <Card>
      <ul className="divide-y divide-line">
        {rules.data.map((rule) => (
          <Rule key={rule.id} rule={rule} />
        ))}
      </ul>
    </Card>
  );
}

/** The rules about tools, each of which can be revoked. */
export function RulesScreen() {
  const text = useText();
  useTitle(text("nav.rules"));
  return (
    <>
      <ScreenHeader title={text("nav.rules")} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 py-6">
          <p className="text-sm text-pretty text-muted">{text("rules.what")}</p>
          <RuleList />
        </div>
      </div>
    </>
  );
}
