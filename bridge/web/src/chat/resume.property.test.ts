import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { EventFrame, Snapshot } from "@/protocol";
import type { BridgeModel } from "@/testing/bridgeModel";
import { played, scripts, type Script } from "@/testing/conversation";
import { lasting } from "@/testing/lasting";
import { mergedFrames } from "@/testing/mergedFrames";

import { emptyChat } from "./emptyChat";
import type { ChatState, ToolCall } from "./model";
import { reduceChat } from "./reducer";

const runs = { numRuns: Number(import.meta.env["VITE_PROPERTY_RUNS"] ?? 100) };

function created(model: BridgeModel): ChatState {
  const session = { session_id: model.sessionId, project_id: model.projectId, epoch: model.epoch };
  return reduceChat(emptyChat, { type: "session_created", session });
}

function told(state: ChatState, frames: readonly EventFrame[]): ChatState {
  return frames.reduce(
    (before, frame) => reduceChat(before, { type: "event", frame, receivedAt: frame.ts }),
    state,
  );
}

function shown(state: ChatState, snapshot: Snapshot | undefined): ChatState {
  if (!snapshot) throw new Error("there is no such snapshot");
  return reduceChat(state, { type: "snapshot", snapshot });
}

/** From the first event to the last, each by itself. */
function undisturbed(model: BridgeModel): ChatState {
  return told(shown(created(model), model.snapshots[0]), model.events);
}

function turnOf(state: ChatState, { messageId }: ToolCall): string | undefined {
  return state.items.find((item) => item.kind === "assistant" && item.messageId === messageId)
    ?.turnId;
}

function at(model: BridgeModel, share: number): number {
  return Math.round(share * model.head);
}

// Not fc.double: most of those are next to 0.
const share = fc.integer({ min: 0, max: 10_000 }).map((part) => part / 10_000);

function property(check: (model: BridgeModel, cut: number, later: number) => void) {
  fc.assert(
    fc.property(scripts, share, share, (script: Script, one, other) => {
      const model = played(script);
      const [cut, later] = [at(model, one), at(model, other)].sort((a, b) => a - b) as [
        number,
        number,
      ];
      check(model, cut, later);
    }),
    runs,
  );
}

describe("a chat that was cut off ends as the undisturbed one", () => {
  test("when what it missed is told again, also with what it knows already", () => {
    property((model, cut, later) => {
      const before = told(shown(created(model), model.snapshots[0]), model.events.slice(0, later));
      const after = told(
        before,
        model.events.slice(cut).map((frame) => ({ ...frame, replay: true })),
      );
      expect(after).toStrictEqual(undisturbed(model));
    });
  });

  test("when deltas come together", () => {
    property((model, cut, later) => {
      const parts = [
        model.events.slice(0, cut),
        model.events.slice(cut, later),
        model.events.slice(later),
      ];
      const state = parts.map(mergedFrames).reduce(told, shown(created(model), model.snapshots[0]));
      expect(state).toStrictEqual(undisturbed(model));
    });
  });

  test("when a snapshot tells what it missed", () => {
    property((model, cut, later) => {
      const before = told(shown(created(model), model.snapshots[0]), model.events.slice(0, cut));
      const after = told(shown(before, model.snapshots[later]), model.events.slice(later));
      expect(lasting(after)).toEqual(lasting(undisturbed(model)));
    });
  });

  test("when it is a page that has just been opened", () => {
    property((model, _, later) => {
      const state = told(shown(created(model), model.snapshots[later]), model.events.slice(later));
      expect(lasting(state)).toEqual(lasting(undisturbed(model)));
    });
  });

  test("also in how the calls of the open turn have ended, at any moment", () => {
    property((model, _, later) => {
      const before = told(shown(created(model), model.snapshots[0]), model.events.slice(0, later));
      const calls = shown(created(model), model.snapshots[later]).toolCalls;
      for (const call of Object.values(before.toolCalls)) {
        if (!call.result) continue;
        const { status, name, server, startedAt, durationMs } = call;
        const expected = { status, name, server, startedAt, durationMs };
        expect(calls[call.id]).toMatchObject(expected);
        const isOpen = before.turn?.id === turnOf(before, call);
        const structured = isOpen ? call.result.structured : undefined;
        expect(calls[call.id]?.result).toEqual({ ...call.result, structured });
      }
    });
  });

  test("and a snapshot of what it knows changes nothing that lasts, and forgets nothing else", () => {
    property((model, cut) => {
      const before = told(shown(created(model), model.snapshots[0]), model.events.slice(0, cut));
      const after = shown(before, model.snapshots[cut]);
      expect(lasting(after)).toEqual(lasting(before));
      for (const item of before.items)
        if (item.kind === "notice") expect(after.items).toContain(item);
      for (const call of Object.values(before.toolCalls)) {
        expect(after.toolCalls[call.id]?.output).toEqual(call.output);
        expect(after.toolCalls[call.id]?.durationMs).toEqual(call.durationMs);
      }
    });
  });
});
