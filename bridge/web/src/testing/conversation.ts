import fc from "fast-check";

import type { CallOutcome, StoredBlock, ToolRequest } from "@/protocol";

import { BridgeModel, toolRequest } from "./bridgeModel";

type Fate =
  | "approved"
  | "edited"
  | "allowed"
  | "denied"
  | "expired"
  | "invalid"
  | "fails"
  | "stopped"
  | "asks"
  | "changed";

interface ScriptedBlock {
  kind: "text" | "thinking" | "tool_use";
  pieces: string[];
  input: Record<string, unknown>;
  fate: Fate;
}

interface ScriptedTurn {
  text: string;
  messages: ScriptedBlock[][];
  end: "ok" | "cancelled" | "error";
  retries: boolean;
}

/** The turns of a chat. */
export type Script = ScriptedTurn[];

const word = fc.constantFrom("a", "Olá ", "**b**", "\n\n", "`c`", "日本", "👩‍💻", "<b>", "end. ");
const block: fc.Arbitrary<ScriptedBlock> = fc.record({
  kind: fc.constantFrom("text", "thinking", "tool_use"),
  pieces: fc.array(word, { minLength: 1, maxLength: 4 }).map((pieces) => ["x", ...pieces]),
  input: fc.dictionary(fc.constantFrom("path", "content", "n"), fc.oneof(word, fc.integer()), {
    minKeys: 1,
  }),
  fate: fc.constantFrom(
    "approved",
    "edited",
    "allowed",
    "denied",
    "expired",
    "invalid",
    "fails",
    "stopped",
    "asks",
    "changed",
  ),
});
const turn: fc.Arbitrary<ScriptedTurn> = fc.record({
  text: word,
  messages: fc.array(fc.array(block, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  end: fc.constantFrom("ok", "ok", "cancelled", "error"),
  retries: fc.boolean(),
});

/** Chats of one to three turns. */
export const scripts: fc.Arbitrary<Script> = fc.array(turn, { minLength: 1, maxLength: 3 });

interface Result {
  id: string;
  text: string;
  isError: boolean;
}

/** Plays a script like the bridge's turns: session/turn.cc and session/tool_call.cc. */
export function played(script: Script): BridgeModel {
  const model = new BridgeModel();
  model.rename("a chat");
  script.forEach((each, index) => playTurn(model, each, index + 1));
  return model;
}

function playTurn(model: BridgeModel, turn: ScriptedTurn, number: number): void {
  model.userSays(turn.text, `turn${number}`, number % 2 ? `c${number}` : undefined);
  turn.messages.every((blocks, index) => {
    const isLast = index === turn.messages.length - 1;
    model.phase("thinking");
    if (turn.retries && index === 0) model.phase("retrying", { attempt: 1, retry_in_ms: 500 });
    const id = `msg${number}.${index}`;
    const goesOn = playMessage(model, blocks, id, isLast ? turn.end : "ok");
    return goesOn;
  });
  if (turn.end === "error")
    model.tell("error", { message: "ai_indisponivel", detail: "x (503)", retry_after_ms: 900 });
  model.endTurn(turn.end);
}

// Returns true when tools were called, so that another request to the model follows.
function playMessage(
  model: BridgeModel,
  blocks: ScriptedBlock[],
  id: string,
  end: ScriptedTurn["end"],
): boolean {
  model.beginMessage(id);
  const content: StoredBlock[] = [];
  blocks.forEach((block, index) => {
    const isCut = end !== "ok" && index === blocks.length - 1;
    const stored = playBlock(model, block, index * 2, `toolu_${id}.${index}`, isCut);
    if (stored) content.push(stored);
  });
  const uses = content.flatMap((each) => (each.type === "tool_use" ? [each] : []));
  const stop = {
    ok: uses.length ? "tool_use" : "end_turn",
    cancelled: "cancelled",
    error: "interrupted",
  } as const;
  model.endMessage(content, stop[end], blocks.length);
  if (end !== "ok") {
    const ids = uses.map((use) => use.id);
    model.answerOpenUses(ids, end === "cancelled" ? "cancelled" : "interrupted");
    return false;
  }
  if (!uses.length) return false;
  const results = uses.map((use) => {
    const index = Number(use.id.split(".").at(-1));
    return playCall(model, use.id, use.input, blocks[index]?.fate ?? "approved");
  });
  model.tell("status_update", { tool_running: false });
  model.storeResults(results);
  return true;
}

// Returns the part that the history keeps.
function playBlock(
  model: BridgeModel,
  block: ScriptedBlock,
  number: number,
  id: string,
  isCut: boolean,
): StoredBlock | undefined {
  if (block.kind === "tool_use") {
    const name = "mcp__workspace__create_file";
    model.beginBlock(number, { type: "tool_use", id, name, input: {} });
    const whole = JSON.stringify(block.input);
    const text = isCut ? whole.slice(0, -1) : whole;
    for (const piece of text.match(/.{1,7}/gsu) ?? []) model.grow(number, "partial_json", piece);
    return isCut ? undefined : { type: "tool_use", id, name, input: block.input };
  }
  model.phase("streaming");
  const text = block.pieces.join("");
  model.beginBlock(number, { type: block.kind });
  for (const piece of block.pieces) model.grow(number, block.kind, piece);
  if (block.kind === "text") return { type: "text", text };
  return isCut ? undefined : { type: "thinking", thinking: text, signature: "s" };
}

function refuse(model: BridgeModel, id: string, outcome: CallOutcome, text: string): Result {
  model.tell("tool_result", {
    tool_use_id: id,
    name: "create_file",
    server: "workspace",
    is_error: true,
    outcome,
    text,
  });
  return { id, text, isError: true };
}

function ask(
  model: BridgeModel,
  id: string,
  input: Record<string, unknown>,
  reason?: ToolRequest["reason"],
): void {
  const data = { ...toolRequest(id, input), ...(reason ? { reason } : {}) };
  model.asks({ type: "tool_request", data });
  model.phase("awaiting_approval");
}

function playCall(
  model: BridgeModel,
  id: string,
  input: Record<string, unknown>,
  fate: Fate,
): Result {
  if (fate === "invalid") return refuse(model, id, "failed", "`path` is missing.");
  if (fate !== "allowed") ask(model, id, input);
  if (fate === "denied") {
    model.settles(id, "denied");
    return refuse(model, id, "denied", "The user did not allow this call, and says: no");
  }
  if (fate === "expired") {
    model.settles(id, "expired");
    return refuse(model, id, "expired", "Nobody answered the request in time.");
  }
  if (fate === "changed") {
    ask(model, id, input, "invalid_input");
    model.tell("error", {
      message: "invalid_payload",
      detail: "x (`path` is missing)",
      tool_use_id: id,
    });
  }
  if (fate !== "allowed") model.settles(id, "approved");
  return run(model, id, fate === "edited" ? { ...input, edited: true } : input, fate);
}

const endings: Partial<Record<Fate, { outcome: CallOutcome; text: string }>> = {
  fails: { outcome: "failed", text: "disk full" },
  stopped: { outcome: "cancelled", text: "cancelled by user" },
};

function run(model: BridgeModel, id: string, input: Record<string, unknown>, fate: Fate): Result {
  model.tell("tool_started", {
    tool_use_id: id,
    name: "create_file",
    server: "workspace",
    input,
    ...(fate === "edited" ? { edited: true } : {}),
  });
  model.phase("running_tools", { tool_running: true, file_path: "a.txt" });
  model.tell("tool_progress", { tool_use_id: id, progress: 1, total: 2, message: "half" });
  for (const chunk of ["one ", "two"]) {
    model.tell("tool_chunk", {
      tool_use_id: id,
      chunk,
      offset: 0,
      stream: "file",
      progress: 2,
      total: 2,
    });
  }
  if (fate === "asks") {
    const question = {
      id: `q${id}`,
      tool_use_id: id,
      server: "workspace",
      message: "Sure?",
      requested_schema: {},
    };
    model.asks({ type: "elicitation_request", data: question });
    model.phase("awaiting_input");
    model.answered(question.id, "accept");
    model.phase("running_tools");
    const login = { id: `l${id}`, tool_use_id: id, server: "workspace", host: "x.example" };
    model.asks({ type: "login_request", data: login });
    model.phase("awaiting_input");
    model.loginEnded(login.id, "ended");
    model.phase("running_tools");
  }
  const { outcome, text } = endings[fate] ?? { outcome: "done", text: "written" };
  const isError = outcome !== "done";
  model.tell("tool_result", {
    tool_use_id: id,
    name: "create_file",
    server: "workspace",
    is_error: isError,
    outcome,
    text,
    structured: { size: 7 },
    duration_ms: 12,
  });
  return { id, text, isError };
}
