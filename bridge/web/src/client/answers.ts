import type { Approval, Problem } from "@/chat/model";
import type { ChatStore } from "@/chat/store";
import type { ApprovalScope, ClientData, ElicitationAction, JsonObject } from "@/protocol";

import type { Link } from "./link";

export interface ApproveOptions {
  /** How long the permission holds; "once" otherwise. */
  scope?: ApprovalScope;
  /** The input with which the tool is to run, when the user has changed it. */
  updatedInput?: JsonObject;
}

export interface DenyOptions {
  /** Told to the model. */
  reason?: string;
  /** From now on the tool is not even asked for. */
  always?: boolean;
  /** Ends the turn, too. */
  interrupt?: boolean;
}

const resolved = "approval_already_resolved";
const tooLarge = "too_large";

/**
 * The user's answers to approvals and elicitations. The first answer counts, whoever gives it; one of
 * which nobody can tell whether it arrived is sent again if the same question is still open.
 */
export class Answers {
  readonly #approvals = new Map<string, ClientData["tool_approval"]>();
  readonly #elicitations = new Map<string, ClientData["elicitation_response"]>();

  constructor(
    private readonly store: ChatStore,
    private readonly link: Link,
  ) {}

  approve(toolUseId: string, options: ApproveOptions): void {
    const approval = this.#open(toolUseId);
    if (!approval) return;
    const { scope = "once", updatedInput } = options;
    const hash = approval.preview?.preview_hash;
    const shown = updatedInput ? { updated_input: updatedInput } : hash ? { preview_hash: hash } : {};
    this.#decide({ tool_use_id: toolUseId, approved: true, scope, ...shown });
  }

  deny(toolUseId: string, options: DenyOptions): void {
    if (!this.#open(toolUseId)) return;
    const { reason, always, interrupt } = options;
    this.#decide({
      tool_use_id: toolUseId,
      approved: false,
      ...(always && { scope: "never" as const }),
      ...(reason && { reason }),
      ...(interrupt && { interrupt }),
    });
  }

  /** What waits for an answer; an answer that is on its way is not given twice. */
  #open(toolUseId: string): Approval | undefined {
    const approval = this.store.state.toolCalls[toolUseId]?.approval;
    if (!approval) this.#tell({ key: this.link.newId(), code: resolved, detail: "", retryAt: null });
    return approval?.answering ? undefined : (approval ?? undefined);
  }

  #decide(data: ClientData["tool_approval"]): void {
    const { tool_use_id: toolUseId } = data;
    this.#approvals.set(toolUseId, data);
    const answer = data.approved ? "approve" : "deny";
    this.store.dispatch({ type: "answering", toolUseId, answer, problem: null });
    if (this.link.isSettled) this.#sendApproval(data, false);
  }

  #sendApproval(data: ClientData["tool_approval"], again: boolean): void {
    const { tool_use_id: toolUseId } = data;
    const refused = (problem: Problem) => this.#approvalRefused(toolUseId, problem, again);
    const sent = this.link.send("tool_approval", data, refused);
    if (!sent) refused({ key: this.link.newId(), code: tooLarge, detail: "", retryAt: null });
  }

  // The first sending may have arrived after all.
  #approvalRefused(toolUseId: string, problem: Problem, again: boolean): void {
    const isSettled = problem.code === resolved;
    if (isSettled && !again) this.#tell(problem);
    this.store.dispatch({ type: "answering", toolUseId, answer: null, problem: isSettled ? null : problem });
  }

  answer(id: string, action: ElicitationAction, content: JsonObject | undefined): void {
    const elicitation = this.store.state.elicitations[id];
    if (!elicitation) return this.#tell({ key: this.link.newId(), code: resolved, detail: "", retryAt: null });
    if (elicitation.answering) return;
    const data = { id, action, ...(content && { content }) };
    this.#elicitations.set(id, data);
    this.store.dispatch({ type: "answering_elicitation", id, action });
    if (this.link.isSettled) this.#sendElicitation(data, false);
  }

  #sendElicitation(data: ClientData["elicitation_response"], again: boolean): void {
    const refused = (problem: Problem) => {
      if (problem.code !== resolved || !again) this.#tell(problem);
      this.store.dispatch({ type: "answering_elicitation", id: data.id, action: null });
    };
    const sent = this.link.send("elicitation_response", data, refused);
    if (!sent) refused({ key: this.link.newId(), code: tooLarge, detail: "", retryAt: null });
  }

  /** Sends again what may have been lost. */
  sendAgain(): void {
    const { toolCalls, elicitations } = this.store.state;
    for (const [id, data] of this.#approvals) {
      if (toolCalls[id]?.approval?.answering) this.#sendApproval(data, true);
      else this.#approvals.delete(id);
    }
    for (const [id, data] of this.#elicitations) {
      if (elicitations[id]?.answering) this.#sendElicitation(data, true);
      else this.#elicitations.delete(id);
    }
  }

  #tell(problem: Problem): void {
    this.store.dispatch({ type: "problem", problem });
  }
}
