import { clsx } from "clsx";
import {
  Ban,
  ChevronDown,
  MessageSquareX,
  Octagon,
  Pencil,
  Server,
  Timer,
  Wrench,
} from "lucide-react";

import type { Approval, ToolCall } from "@/chat/model";
import type { DenyOptions } from "@/client/answers";
import { useText } from "@/i18n";
import type { ApprovalScope } from "@/protocol";
import { Button, IconButton, Menu, MenuItem, MenuSeparator } from "@/ui";

import { useDeliberate } from "./useDeliberate";

export interface ApprovalActionsProps {
  call: ToolCall;
  approval: Approval;
  server: string;
  onAllow: (scope: ApprovalScope) => void;
  onDeny: (options?: DenyOptions) => void;
  onEdit: () => void;
  onReason: () => void;
}

// Whether a scope other than "once" is offered.
function hasLonger({ scopes }: Approval): boolean {
  return scopes.some((scope) => scope !== "once" && scope !== "never");
}

function AllowMenu({
  call,
  approval,
  server,
  settled,
  onAllow,
}: Pick<ApprovalActionsProps, "call" | "approval" | "server" | "onAllow"> & { settled: boolean }) {
  const text = useText();
  const { scopes } = approval;
  if (!hasLonger(approval)) return null;
  return (
    <Menu
      align="start"
      settled={settled}
      revision={call.timesAsked}
      trigger={
        <IconButton
          icon={ChevronDown}
          label={text("approval.more_allow")}
          variant="primary"
          disabled={approval.answering !== null}
          aria-disabled={!settled || undefined}
          className="rounded-l-none border-l border-white/25 max-sm:w-11"
        />
      }
    >
      {scopes.includes("session") && (
        <MenuItem
          icon={Timer}
          hint={text("approval.session_hint")}
          onSelect={() => onAllow("session")}
        >
          {text("approval.allow_session")}
        </MenuItem>
      )}
      {scopes.includes("tool") && (
        <MenuItem
          icon={Wrench}
          hint={text("approval.always_hint")}
          onSelect={() => onAllow("tool")}
        >
          {text("approval.allow_tool")}
        </MenuItem>
      )}
      {scopes.includes("server") && (
        <MenuItem
          icon={Server}
          hint={text("approval.always_hint")}
          onSelect={() => onAllow("server")}
        >
          {text("approval.allow_server", { server })}
        </MenuItem>
      )}
    </Menu>
  );
}

function DenyMenu({
  approval,
  settled,
  onDeny,
  onReason,
}: Pick<ApprovalActionsProps, "approval" | "onDeny" | "onReason"> & { settled: boolean }) {
  const text = useText();
  return (
    <Menu
      align="start"
      settled={settled}
      trigger={
        <IconButton
          icon={ChevronDown}
          label={text("approval.more_deny")}
          disabled={approval.answering !== null}
          aria-disabled={!settled || undefined}
          className="rounded-l-none border border-l-0 border-line-strong max-sm:w-11"
        />
      }
    >
      <MenuItem icon={MessageSquareX} onSelect={onReason}>
        {text("approval.deny_reason")}
      </MenuItem>
      <MenuItem icon={Octagon} onSelect={() => onDeny({ interrupt: true })}>
        {text("approval.deny_stop")}
      </MenuItem>
      {approval.scopes.includes("never") && (
        <>
          <MenuSeparator />
          <MenuItem
            icon={Ban}
            danger
            hint={text("approval.always_hint")}
            onSelect={() => onDeny({ always: true })}
          >
            {text("approval.deny_always")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** The buttons that answer whether a tool may run. */
export function ApprovalActions(props: ApprovalActionsProps) {
  const text = useText();
  const { call, approval } = props;
  const answering = approval.answering !== null;
  const hasMore = hasLonger(approval);
  const { settled, deliberate } = useDeliberate(call.id, call.timesAsked);

  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="flex max-sm:flex-1">
        <Button
          variant="primary"
          busy={approval.answering === "approve"}
          disabled={answering}
          aria-disabled={!settled || undefined}
          onClick={deliberate(() => props.onAllow("once"))}
          className={clsx("max-sm:flex-1 max-sm:px-2!", hasMore && "rounded-r-none")}
        >
          {text("approval.allow_once")}
        </Button>
        <AllowMenu {...props} settled={settled} />
      </span>
      <span className="flex max-sm:flex-1">
        <Button
          busy={approval.answering === "deny"}
          disabled={answering}
          aria-disabled={!settled || undefined}
          onClick={deliberate(() => props.onDeny())}
          className="rounded-r-none max-sm:flex-1 max-sm:px-2!"
        >
          {text("approval.deny")}
        </Button>
        <DenyMenu {...props} settled={settled} />
      </span>
      <Button
        variant="ghost"
        disabled={answering}
        onClick={props.onEdit}
        className="max-sm:w-full max-sm:border max-sm:border-line-strong"
      >
        <Pencil className="size-3.5" aria-hidden />
        {text("approval.edit")}
      </Button>
    </div>
  );
}
