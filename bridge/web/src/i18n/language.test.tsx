import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { languageChoice, preferredLanguage } from "./language";
import { useErrorText } from "./useErrorText";
import { useText } from "./useText";

afterEach(() => {
  act(() => languageChoice.choose("en"));
  vi.useRealTimers();
});

test.each([
  [["pt-PT", "en"], "pt-BR"],
  [["de-DE", "pt"], "pt-BR"],
  [["en-GB", "pt-BR"], "en"],
  [["ja"], "en"],
  [[], "en"],
])("a browser that prefers %j gets %s", (wanted, expected) => {
  expect(preferredLanguage(wanted)).toBe(expected);
});

function Badge() {
  const text = useText();
  return <p>{text("badge.ai_typing")}</p>;
}

test("the language changes on the spot, is remembered and announced", () => {
  render(<Badge />);
  expect(screen.getByText("AI typing…")).toBeVisible();
  act(() => languageChoice.choose("pt-BR"));
  expect(screen.getByText("IA digitando…")).toBeVisible();
  expect(document.documentElement.lang).toBe("pt-BR");
  expect(localStorage.getItem("mcp-bridge.language")).toBe("pt-BR");
});

function Failure({ retryAt }: { retryAt: number }) {
  const { text, countdown, mayRetry } = useErrorText("ai_limite_excedido", retryAt);
  return (
    <p>
      {text} {countdown} {mayRetry ? "go" : "wait"}
    </p>
  );
}

test("a rate limit counts down", () => {
  vi.useFakeTimers({ now: 1_000_000 });
  render(<Failure retryAt={1_000_000 + 12_000} />);
  expect(screen.getByText(/Rate limit exceeded.*You can try again in 12 sec\. wait/)).toBeVisible();
  act(() => void vi.advanceTimersByTime(3_000));
  expect(screen.getByText(/in 9 sec/)).toBeVisible();
  act(() => void vi.advanceTimersByTime(9_000));
  expect(screen.getByText(/Wait and try again\. go/)).toBeVisible();
});
