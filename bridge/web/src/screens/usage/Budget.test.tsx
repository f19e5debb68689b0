import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { languageChoice } from "@/i18n";
import type { ProjectBudget, ProjectUsage, UsageSummary } from "@/protocol";

import { Budget } from "./Budget";

const today: UsageSummary = {
  input_tokens: 500,
  output_tokens: 250,
  cache_read_tokens: 0,
  cache_creation_tokens: 0,
  cache_creation_5m_tokens: 0,
  cache_creation_1h_tokens: 0,
  total_tokens: 750,
  total_cost_usd: "0.3",
  cache_saving_usd: null,
  requests: 1,
  unpriced_requests: 0,
};
const usage: ProjectUsage = { ...today, project_id: "default", today };
const none: ProjectBudget = {
  state: "ok",
  resets_at: Date.UTC(2026, 10, 21),
  soft_tokens: null,
  hard_tokens: null,
  soft_usd: null,
  hard_usd: null,
};

function shows(budget: Partial<ProjectBudget>) {
  languageChoice.choose("en");
  return render(<Budget usage={usage} budget={{ ...none, ...budget }} />).container;
}

describe("a budget", () => {
  test("without limits is not shown", () => {
    expect(shows({})).toBeEmptyDOMElement();
  });

  test("says what is left of tokens and money", () => {
    shows({ hard_tokens: 1000, soft_tokens: 900, soft_usd: "0.5" });
    expect(screen.getByText("250 tokens left of 1K tokens")).toBeVisible();
    expect(screen.getByText("$0.20 of $0.50 left before the warning")).toBeVisible();
    const [tokens] = screen.getAllByRole("progressbar");
    expect(tokens).toHaveAttribute("aria-valuenow", "75");
    expect(screen.queryByRole("note")).toBeNull();
  });

  test.each([
    ["near", /running out/],
    ["exceeded", /used up/],
  ] as const)("that is %s says so", (state, words) => {
    shows({ state, hard_tokens: 700 });
    expect(screen.getByRole("note")).toHaveTextContent(words);
    expect(screen.getByText("0 tokens left of 700 tokens")).toBeVisible();
  });
});
