import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { App } from "./App";

test("the page mounts", () => {
  render(<App />);
  expect(screen.getByRole("heading")).toHaveTextContent("mcp-bridge");
});
