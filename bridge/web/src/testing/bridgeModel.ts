import type {
  CallNote,
  EventData,
  EventFrame,
  Phase,
  OpenQuestion,
  Snapshot,
  StoredBlock,
  StoredMessageMeta,
  ToolRequest,
  UsageCounts,
  UsageSummary,
} from "@/protocol";

interface OpenMessage {
  id: string;
  used?: { usage: UsageCounts; cost_usd: string };
  blocks: Map<number, { type: string } & Record<string, unknown>>;
}

/**
 * A short model of the bridge's transcript and log of one session, for tests: session/transcript.cc.
 * Records every event and snapshot of a conversation.
 */
export class BridgeModel {
  readonly epoch: string;
  readonly events: EventFrame[] = [];
  /** The snapshot after that many events. */
  readonly snapshots: Snapshot[] = [];

  #now = 1_700_000_000_000;
  #turn = "";
  #phase: Phase = "idle";
  #title = "";
  #open: OpenMessage | undefined;
  readonly #messages: Snapshot["messages"] = [];
  readonly #questions = new Map<string, OpenQuestion>();
  #calls: Record<string, CallNote> = {};
  #used = usageSummary();

  constructor(
    readonly sessionId = "s1",
    readonly projectId = "default",
    epoch = "e1",
  ) {
    this.epoch = epoch;
    this.snapshots.push(this.#snapshot());
  }

  get head(): number {
    return this.events.length;
  }

  get turn(): string {
    return this.#turn;
  }

  hasMessage(clientMessageId: string): boolean {
    return this.#messages.some((message) => message.meta?.client_msg_id === clientMessageId);
  }

  isPending(id: string): boolean {
    return this.#questions.has(id);
  }

  #snapshot(): Snapshot {
    const snapshot: Snapshot = {
      messages: this.#messages,
      pending: [...this.#questions.values()],
      calls: this.#calls,
      phase: this.#phase,
      turn_id: this.#turn,
      head_seq: this.head,
      epoch: this.epoch,
      usage: { ...this.#used },
      session: {
        id: this.sessionId,
        project: this.projectId,
        title: this.#title,
        model: "",
        created_at: 1,
      },
    };
    if (this.#open) {
      const blocks = [...this.#open.blocks].map(([block, content]) => ({ block, content }));
      snapshot.open_message = { message_id: this.#open.id, model: "m", blocks, ...this.#open.used };
    }
    return structuredClone(snapshot);
  }

  tell<T extends keyof EventData>(type: T, data: EventData[T]): void {
    const frame = {
      type,
      seq: this.head + 1,
      session_id: this.sessionId,
      ts: this.#now,
      data: structuredClone(data),
    };
    const event = (this.#turn ? { ...frame, turn_id: this.#turn } : frame) as EventFrame;
    this.events.push(event);
    this.#note(event);
    this.snapshots.push(this.#snapshot());
    this.#now += 7;
  }

  // session/call_notes.cc
  #note(event: EventFrame): void {
    if (event.type === "tool_request") {
      const { id, name, server = "", tool = "", title = "", preview } = event.data;
      this.#addToNote(id, { name, server, tool, title, ...(preview ? { preview } : {}) });
    } else if (event.type === "tool_resolved") {
      const { tool_use_id: id, ...decided } = event.data;
      this.#addToNote(id, decided);
    } else if (event.type === "tool_started") {
      const { tool_use_id: id, name, server = "", input = {}, edited } = event.data;
      this.#addToNote(id, { name, server, started_at: event.ts });
      if (edited) this.#addToNote(id, { edited_input: input });
      if (edited) delete this.#calls[id]?.preview;
    } else if (event.type === "tool_result") {
      const { tool_use_id: id, ...result } = event.data;
      const note: CallNote & { is_error?: boolean } = result;
      delete note.is_error;
      this.#addToNote(id, note);
    }
  }

  #addToNote(id: string, note: CallNote): void {
    this.#calls = { ...this.#calls, [id]: { ...this.#calls[id], ...note } };
  }

  #keptNotes(ids: readonly string[]): Record<string, CallNote> {
    const known = ids.filter((id) => this.#calls[id]);
    return Object.fromEntries(known.map((id) => [id, withoutResult({ ...this.#calls[id] })]));
  }

  /** Adds messages and an open turn, as after a restart: the turn is about to be resumed. */
  goesOn(messages: Snapshot["messages"], turn: string): void {
    this.#messages.push(...messages);
    this.#turn = turn;
    this.snapshots[this.snapshots.length - 1] = this.#snapshot();
  }

  rename(title: string): void {
    this.#title = title;
    this.tell("session_updated", { session_id: this.sessionId, title });
  }

  phase(phase: Phase, more: object = {}): void {
    this.#phase = phase;
    this.tell("status_update", {
      phase,
      ai_typing: phase === "thinking" || phase === "streaming",
      ...more,
    });
  }

  userSays(text: string, turn: string, clientMessageId?: string): void {
    this.#turn = turn;
    const number = this.#messages.length + 1;
    const id = clientMessageId === undefined ? {} : { client_msg_id: clientMessageId };
    this.#store("user", [{ type: "text", text }], id);
    this.tell("user_message_accepted", { text, number, ...id });
  }

  #store(role: "user" | "assistant", content: StoredBlock[], meta: StoredMessageMeta): void {
    const number = this.#messages.length + 1;
    this.#messages.push({
      number,
      role,
      content,
      meta: { ...meta, turn_id: this.#turn },
      created_at: this.#now,
    });
  }

  beginMessage(id: string): void {
    this.#open = { id, blocks: new Map() };
  }

  beginBlock(number: number, block: { type: string } & Record<string, unknown>): void {
    if (!this.#open) return;
    this.#open.blocks.set(number, block);
    if (block.type === "tool_use") this.#typed(number, "");
  }

  #typed(number: number, piece: string): void {
    const block = this.#open?.blocks.get(number);
    this.tell("tool_input_chunk", {
      tool_use_id: String(block?.["id"]),
      name: String(block?.["name"]),
      message_id: this.#open?.id ?? "",
      block: number,
      partial_json: piece,
    });
  }

  grow(number: number, member: "text" | "thinking" | "partial_json", piece: string): void {
    const block = this.#open?.blocks.get(number);
    if (!this.#open || !block) return;
    const before = block[member];
    block[member] = (typeof before === "string" ? before : "") + piece;
    if (member === "partial_json") return this.#typed(number, piece);
    const type = member === "text" ? "ai_chunk" : "thinking_chunk";
    this.tell(type, { text: piece, message_id: this.#open.id, block: number });
  }

  endMessage(
    content: StoredBlock[],
    stopReason: NonNullable<StoredMessageMeta["stop_reason"]>,
    output: number,
  ): void {
    const id = this.#open?.id ?? "";
    const usage = { input_tokens: 10, output_tokens: output };
    const used = { usage: { ...usage, model: "m" }, cost_usd: "0.001" };
    if (this.#open) this.#open.used = used;
    this.#used = plus(this.#used, usage);
    this.tell("usage_update", { ...used, scope: "message", message_id: id });
    this.#open = undefined;
    const isKept = content.length || !["cancelled", "interrupted"].includes(stopReason);
    if (isKept)
      this.#store("assistant", content, {
        message_id: id,
        model: "m",
        stop_reason: stopReason,
        usage,
        cost_usd: used.cost_usd,
      });
    const reason = stopReason === "interrupted" ? "error" : "ok";
    this.tell("assistant_message_completed", { reason, message_id: id, stop_reason: stopReason });
  }

  asks(question: OpenQuestion): void {
    this.#questions.set(question.data.id, question);
    if (question.type === "tool_request") this.tell("tool_request", question.data);
    else if (question.type === "login_request") this.tell("login_request", question.data);
    else this.tell("elicitation_request", question.data);
  }

  settles(id: string, decision: EventData["tool_resolved"]["decision"]): void {
    this.#questions.delete(id);
    const by = decision === "approved" || decision === "denied" ? { by: "127.0.0.1" } : {};
    this.tell("tool_resolved", { tool_use_id: id, decision, ...by });
  }

  answered(id: string, action: EventData["elicitation_resolved"]["action"]): void {
    this.#questions.delete(id);
    this.tell("elicitation_resolved", { id, action });
  }

  loginEnded(id: string, outcome: EventData["login_resolved"]["outcome"]): void {
    this.#questions.delete(id);
    this.tell("login_resolved", { id, outcome });
  }

  /** Stores tool results; this publishes no event. */
  storeResults(results: { id: string; text: string; isError: boolean }[]): void {
    const content = results.map(({ id, text, isError }): StoredBlock => ({
      type: "tool_result",
      tool_use_id: id,
      content: isError ? text : [{ type: "text", text }],
      ...(isError ? { is_error: true } : {}),
    }));
    const calls = this.#keptNotes(results.map(({ id }) => id));
    if (content.length) this.#store("user", content, { calls });
    this.snapshots[this.snapshots.length - 1] = this.#snapshot();
  }

  /** Adds results for the open tool uses of a message that broke off. */
  answerOpenUses(ids: readonly string[], outcome: "cancelled" | "interrupted"): void {
    const text = outcome === "cancelled" ? "cancelled by user" : outcome;
    for (const id of ids) {
      this.tell("tool_result", { tool_use_id: id, is_error: true, outcome, text });
    }
    this.storeResults(ids.map((id) => ({ id, text, isError: true })));
  }

  endTurn(reason: "ok" | "error" | "cancelled"): void {
    this.#open = undefined;
    this.phase("idle");
    this.tell("session_end", {
      total_cost_usd: 0.002,
      usage_summary: { input_tokens: 20, output_tokens: 20, requests: 1, tool_calls: 0 },
      reason,
      priced: true,
    });
    this.#turn = "";
    this.#calls = {};
    this.snapshots[this.snapshots.length - 1] = this.#snapshot();
  }
}

function withoutResult(note: CallNote): CallNote {
  delete note.text;
  delete note.structured;
  delete note.truncated;
  return note;
}

/** A usage sum with these values; others are 0. */
export function usageSummary(part: Partial<UsageSummary> = {}): UsageSummary {
  return {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_creation_tokens: 0,
    cache_creation_5m_tokens: 0,
    cache_creation_1h_tokens: 0,
    total_tokens: 0,
    total_cost_usd: "0",
    cache_saving_usd: "0",
    requests: 0,
    unpriced_requests: 0,
    ...part,
  };
}

// Each message costs 0.001 USD.
function plus(sum: UsageSummary, usage: UsageCounts): UsageSummary {
  const requests = sum.requests + 1;
  return {
    ...sum,
    input_tokens: sum.input_tokens + usage.input_tokens,
    output_tokens: sum.output_tokens + usage.output_tokens,
    total_tokens: sum.total_tokens + usage.input_tokens + usage.output_tokens,
    total_cost_usd: String(requests / 1000),
    requests,
  };
}

/** A `tool_request` as the bridge sends it. */
export function toolRequest(id: string, input: Record<string, unknown> = {}): ToolRequest {
  return {
    id,
    name: "create_file",
    input,
    server: "workspace",
    tool: "mcp__workspace__create_file",
    title: "Create a file",
    annotations: { destructiveHint: true },
    input_schema: { type: "object" },
    scopes: ["once", "session", "tool", "server", "never"],
    preview: {
      kind: "new_file",
      path: "a.txt",
      unified: "+a",
      added: 1,
      removed: 0,
      preview_hash: "0".repeat(64),
    },
    expires_at: 1_800_000_000_000,
  };
}
