import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { BrokenPart } from "./BrokenPart";
import { PartGuard } from "./PartGuard";

function Odd({ text }: { text: string }) {
  if (text === "odd") throw new RangeError("Maximum call stack size exceeded");
  return <p>{text}</p>;
}

function shown(text: string) {
  return (
    <>
      <PartGuard of={text} instead={<BrokenPart text={`its text: ${text}`} />}>
        <Odd text={text} />
      </PartGuard>
      <p>the rest</p>
    </>
  );
}

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));

test("a part that breaks leaves its text and the rest of the page, until it is another", () => {
  const { rerender } = render(shown("odd"));
  expect(screen.getByText("its text: odd")).toBeInTheDocument();
  expect(screen.getByText("the rest")).toBeInTheDocument();
  rerender(shown("plain"));
  expect(screen.getByText("plain")).toBeInTheDocument();
  expect(screen.queryByRole("note")).toBeNull();
});
