import { describe, expect, test, vi } from "vitest";

import { BridgeModel } from "@/testing/bridgeModel";

import { ChatStore, nextFrame } from "./store";

function deltas(): BridgeModel {
  const model = new BridgeModel();
  model.userSays("hello", "t1");
  model.beginMessage("m1");
  model.beginBlock(0, { type: "text" });
  for (let i = 0; i < 50; i += 1) model.grow(0, "text", "x");
  return model;
}

describe("a store", () => {
  test("tells once per frame, however much happens in it", () => {
    const frames: (() => void)[] = [];
    const store = new ChatStore((callback) => frames.push(callback));
    const listener = vi.fn();
    store.subscribe(listener);
    const before = store.getSnapshot();
    for (const frame of deltas().events)
      store.dispatch({ type: "event", frame, receivedAt: frame.ts });
    expect(store.state.items).toHaveLength(2);
    expect(store.getSnapshot()).toBe(before);
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.getSnapshot()).toBe(store.state);
  });

  test("says nothing when nothing has changed", () => {
    const model = deltas();
    const store = new ChatStore((callback) => callback());
    const tell = () => {
      for (const frame of model.events)
        store.dispatch({ type: "event", frame, receivedAt: frame.ts });
    };
    tell();
    const listener = vi.fn();
    store.subscribe(listener);
    tell();
    expect(listener).not.toHaveBeenCalled();
  });

  test("forgets a listener that has gone", () => {
    const store = new ChatStore((callback) => callback());
    const listener = vi.fn();
    store.subscribe(listener)();
    store.dispatch({ type: "connection", connection: { status: "open" } });
    expect(listener).not.toHaveBeenCalled();
  });
});

describe("the next frame", () => {
  test("comes a little later on a page that is not seen", () => {
    vi.useFakeTimers();
    vi.stubGlobal("requestAnimationFrame", () => 1);
    vi.stubGlobal("cancelAnimationFrame", () => undefined);
    const callback = vi.fn();
    nextFrame(callback);
    vi.advanceTimersByTime(250);
    expect(callback).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});
