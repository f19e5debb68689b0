import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { PendingQuestion } from "@/chat/model";

import { questionElementId } from "./questionElement";
import { useQuestionFocus } from "./useQuestionFocus";

const question: PendingQuestion = { kind: "approval", toolUseId: "t1" };
const composer = { current: null };

function draw(): HTMLElement {
  const element = document.createElement("section");
  element.id = questionElementId("t1");
  element.tabIndex = -1;
  element.scrollIntoView = () => {};
  document.body.append(element);
  return element;
}

async function framesPass(): Promise<void> {
  await vi.advanceTimersByTimeAsync(100);
}

describe("useQuestionFocus", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame"] });
  });
  afterEach(() => {
    vi.useRealTimers();
    document.body.replaceChildren();
  });

  it("moves to a question that comes, also when it is told again at once", async () => {
    const element = draw();
    const { rerender } = renderHook(({ pending }) => useQuestionFocus(pending, composer), {
      initialProps: { pending: [question] },
    });
    rerender({ pending: [{ ...question }] });
    expect(document.activeElement).toBe(document.body);
    await framesPass();
    expect(document.activeElement).toBe(element);
  });

  it("stays with a question that is drawn anew", async () => {
    const element = draw();
    const { rerender } = renderHook(({ pending }) => useQuestionFocus(pending, composer), {
      initialProps: { pending: [question] },
    });
    await framesPass();
    element.remove();
    const again = draw();
    rerender({ pending: [question] });
    expect(document.activeElement).toBe(again);
  });

  it("leaves alone who is at something else", async () => {
    draw();
    const other = document.createElement("input");
    document.body.append(other);
    other.focus();
    renderHook(() => useQuestionFocus([question], composer));
    await framesPass();
    expect(document.activeElement).toBe(other);
  });
});
