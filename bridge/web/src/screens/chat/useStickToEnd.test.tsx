import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { useStickToEnd } from "./useStickToEnd";

vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    disconnect() {}
  },
);

function Scroller() {
  const { ref, atEnd } = useStickToEnd();
  return (
    <div ref={ref} data-testid="scroller">
      {atEnd ? "at the end" : "above"}
      <button>press</button>
    </div>
  );
}

/** Sets the sizes of the scroller, and sends a scroll event for `top`. */
function moveTo(top: number, scrollHeight: number, clientHeight: number): void {
  const scroller = screen.getByTestId("scroller");
  Object.defineProperty(scroller, "scrollHeight", { value: scrollHeight, configurable: true });
  Object.defineProperty(scroller, "clientHeight", { value: clientHeight, configurable: true });
  scroller.scrollTop = top;
  act(() => void fireEvent.scroll(scroller));
}

function begin(): HTMLElement {
  render(<Scroller />);
  moveTo(600, 1000, 400);
  return screen.getByTestId("scroller");
}

test("who scrolls up leaves the end, and who comes back is there again", () => {
  begin();
  moveTo(300, 1000, 400);
  expect(screen.getByText("above")).toBeVisible();
  moveTo(599, 1000, 400);
  expect(screen.getByText("at the end")).toBeVisible();
});

test("what becomes higher, and has more in it by then, moves nobody", () => {
  begin();
  moveTo(300, 1300, 700);
  expect(screen.getByText("at the end")).toBeVisible();
});

test.each([
  ["wheel", (scroller: HTMLElement) => fireEvent.wheel(scroller)],
  ["finger", (scroller: HTMLElement) => fireEvent.touchMove(scroller)],
  ["key", (scroller: HTMLElement) => fireEvent.keyDown(scroller, { key: "PageUp" })],
  ["scrollbar", (scroller: HTMLElement) => fireEvent.pointerDown(scroller)],
])("who scrolls up by %s leaves the end also while it grows", (_, gesture) => {
  gesture(begin());
  moveTo(300, 1300, 400);
  expect(screen.getByText("above")).toBeVisible();
});

test("a button inside does not scroll", () => {
  begin();
  const button = screen.getByRole("button");
  fireEvent.pointerDown(button);
  fireEvent.keyDown(button, { key: "Enter" });
  moveTo(300, 1300, 700);
  expect(screen.getByText("at the end")).toBeVisible();
});
