import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { FollowedText } from "./FollowedText";

const long = `beginning${"x".repeat(300_000)}end`;

test("of a long text that grows only the end is shown", () => {
  render(
    <FollowedText label="content" follow>
      {long}
    </FollowedText>,
  );
  const shown = screen.getByRole("region", { name: "content" }).textContent;
  expect(shown).toMatch(/^…x+end$/);
  expect(shown.length).toBeLessThan(250_000);
});

test("a text that does not grow is shown whole", () => {
  render(<FollowedText label="content">{long}</FollowedText>);
  expect(screen.getByRole("region", { name: "content" })).toHaveTextContent(/^beginningx+end$/);
});
