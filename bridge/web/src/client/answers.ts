import type { Approval, Problem } from "@/chat/model";
import { sameQuestion } from "@/chat/sameQuestion";
import type { ChatStore } from "@/chat/store";
import type { ApprovalScope, ClientData, ElicitationAction, JsonObject } from "@/protocol";

import type { Link } from "./link";

export interface ApproveOptions {
  /** Which calls the permission covers; default "once". */
  scope?: ApprovalScope;
  /** The input with which to run the tool, if the user edited it. */
  updatedInput?: JsonObject;
}

export interface DenyOptions {
  /** Sent to the model. */
  reason?: string;
  /** Deny all later calls of the tool without asking. */
  always?: boolean;
  /** Ends the turn, too. */
  interrupt?: boolean;
}

const resolved = "approval_already_resolved";
const tooLarge = "too_large";

interface Answer<Data> {
  data: Data;
  /** It may not have arrived. */
  isInDoubt: boolean;
}

interface Decision extends Answer<ClientData["tool_approval"]> {
  /** The question that the user saw. */
  shown: Approval;
}

/**
 * The user's answers to approvals, elicitations and logins; a login can only be cancelled. The first answer counts, from whatever client. An
 * answer that may not have arrived is sent again if the same question is still open, or is asked again
 * by a restarted bridge.
 */
export class Answers {
  readonly #decisions = new Map<string, Decision>();
  readonly #replies = new Map<string, Answer<ClientData["elicitation_response"]>>();

  constructor(
    private readonly store: ChatStore,
    private readonly link: Link,
  ) {}

  approve(toolUseId: string, options: ApproveOptions): void {
    const shown = this.#open(toolUseId);
    if (!shown || !this.#isDrawn(toolUseId)) return;
    const { scope = "once", updatedInput } = options;
    const hash = shown.preview?.preview_hash;
    this.#decide(shown, {
      tool_use_id: toolUseId,
      approved: true,
      scope,
      ...(updatedInput && { updated_input: updatedInput }),
      ...(hash && { preview_hash: hash }),
    });
  }

  deny(toolUseId: string, options: DenyOptions): void {
    const shown = this.#open(toolUseId);
    if (!shown) return;
    const { reason, always, interrupt } = options;
    this.#decide(shown, {
      tool_use_id: toolUseId,
      approved: false,
      ...(always && { scope: "never" as const }),
      ...(reason && { reason }),
      ...(interrupt && { interrupt }),
    });
  }

  /** The open approval of a call; undefined: there is none, or an answer is already on its way. */
  #open(toolUseId: string): Approval | undefined {
    const approval = this.store.state.toolCalls[toolUseId]?.approval;
    if (!approval) this.#tell(this.#problem(resolved));
    return approval?.answering ? undefined : (approval ?? undefined);
  }

  // Whether the page shows the current question. It draws once per frame, so a click may come after
  // the bridge has asked again and before the new question is visible.
  #isDrawn(toolUseId: string): boolean {
    const { state, getSnapshot } = this.store;
    const drawn = getSnapshot().toolCalls[toolUseId];
    return drawn?.timesAsked === state.toolCalls[toolUseId]?.timesAsked;
  }

  #decide(shown: Approval, data: ClientData["tool_approval"]): void {
    const { tool_use_id: toolUseId } = data;
    this.#decisions.set(toolUseId, { data, shown, isInDoubt: true });
    this.#answering(toolUseId, data.approved ? "approve" : "deny", null);
    if (this.link.isSettled) this.#sendDecision(toolUseId, false);
  }

  #sendDecision(toolUseId: string, again: boolean): void {
    const decision = this.#decisions.get(toolUseId);
    if (!decision) return;
    const { data } = decision;
    this.#decisions.set(toolUseId, { ...decision, isInDoubt: false });
    this.#answering(toolUseId, data.approved ? "approve" : "deny", null);
    const refused = (problem: Problem) => this.#decisionRefused(toolUseId, problem, again);
    if (!this.link.send("tool_approval", data, refused)) refused(this.#problem(tooLarge));
  }

  // `again`: the decision was sent twice. "Already resolved" is then no error: the first may have arrived.
  #decisionRefused(toolUseId: string, problem: Problem, again: boolean): void {
    const isSettled = problem.code === resolved;
    if (isSettled && !again) this.#tell(problem);
    this.#decisions.delete(toolUseId);
    this.#answering(toolUseId, null, isSettled ? null : problem);
  }

  answer(id: string, action: ElicitationAction, content: JsonObject | undefined): void {
    const elicitation = this.store.state.elicitations[id];
    if (!elicitation) return this.#tell(this.#problem(resolved));
    if (elicitation.answering) return;
    this.#replies.set(id, { data: { id, action, ...(content && { content }) }, isInDoubt: true });
    this.store.dispatch({ type: "answering_elicitation", id, action });
    if (this.link.isSettled) this.#sendReply(id, false);
  }

  #sendReply(id: string, again: boolean): void {
    const reply = this.#replies.get(id);
    if (!reply) return;
    this.#replies.set(id, { ...reply, isInDoubt: false });
    const refused = (problem: Problem) => {
      if (problem.code !== resolved || !again) this.#tell(problem);
      this.#replies.delete(id);
      this.store.dispatch({ type: "answering_elicitation", id, action: null });
    };
    const isLogin = typeof this.store.state.elicitations[id]?.loginHost === "string";
    const isSent = isLogin
      ? this.link.send("login_cancel", { id }, refused)
      : this.link.send("elicitation_response", reply.data, refused);
    if (!isSent) refused(this.#problem(tooLarge));
  }

  /** The connection was lost: answers that were sent may not have arrived. */
  disconnected(): void {
    for (const [id, decision] of this.#decisions)
      this.#decisions.set(id, { ...decision, isInDoubt: true });
    for (const [id, reply] of this.#replies) this.#replies.set(id, { ...reply, isInDoubt: true });
  }

  /** The state has changed: resends answers that may be lost, and removes those that are settled. */
  review(): void {
    if (!this.link.isSettled) return;
    for (const [id, decision] of this.#decisions) this.#reviewDecision(id, decision);
    for (const [id, { isInDoubt }] of this.#replies) {
      if (!this.store.state.elicitations[id]) this.#replies.delete(id);
      else if (isInDoubt) this.#sendReply(id, true);
    }
  }

  // Keeps a decision while its call waits: a restarted bridge needs a moment until it asks again.
  #reviewDecision(id: string, decision: Decision): void {
    const call = this.store.state.toolCalls[id];
    const approval = call?.approval;
    const isAsked = approval ? sameQuestion(decision.shown, approval) : false;
    const mayBeAsked = call?.status === "waiting" && decision.isInDoubt;
    if (isAsked && decision.isInDoubt) this.#sendDecision(id, true);
    else if (!mayBeAsked && !(isAsked && approval?.answering)) this.#decisions.delete(id);
  }

  #answering(toolUseId: string, answer: Approval["answering"], problem: Problem | null): void {
    this.store.dispatch({ type: "answering", toolUseId, answer, problem });
  }

  #problem(code: string): Problem {
    return { key: this.link.newId(), code, detail: "", retryAt: null };
  }

  #tell(problem: Problem): void {
    this.store.dispatch({ type: "problem", problem });
  }
}
