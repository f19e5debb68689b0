import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";

import { addressOf, Link, navigate, routeOf, useRoute, type Route } from ".";

const cases: [string, Route][] = [
  ["/", { view: "chat", sessionId: null }],
  ["/chat/abc", { view: "chat", sessionId: "abc" }],
  ["/chat/a%20b%2Fc", { view: "chat", sessionId: "a b/c" }],
  ["/inspector", { view: "inspector", server: null }],
  ["/inspector/my%20server", { view: "inspector", server: "my server" }],
  ["/usage", { view: "usage" }],
  ["/rules", { view: "rules" }],
];

describe("an address", () => {
  test.each(cases)("%s is a view, and back", (address, route) => {
    expect(routeOf(address)).toEqual(route);
    expect(addressOf(route)).toBe(address);
  });

  test.each(["/nothing", "/chat", "/chat/a/b", "/usage/x", "/rules/x", "/inspector/a/b"])(
    "%s is none",
    (address) => {
      expect(routeOf(address)).toEqual({ view: "unknown" });
    },
  );

  test("may be written badly", () => {
    expect(routeOf("/chat/%E0%A4")).toEqual({ view: "chat", sessionId: "%E0%A4" });
  });
});

describe("the page", () => {
  beforeEach(() => history.replaceState(null, "", "/"));

  function View() {
    return <p>{addressOf(useRoute())}</p>;
  }

  test("follows a link, and the way back", async () => {
    render(
      <>
        <View />
        <Link to={{ view: "usage" }}>Usage</Link>
      </>,
    );
    await userEvent.click(screen.getByRole("link"));
    expect(screen.getByText("/usage")).toBeInTheDocument();
    act(() => history.back());
    expect(await screen.findByText("/")).toBeInTheDocument();
  });

  test("does not come back to what was replaced", () => {
    const before = history.length;
    render(<View />);
    act(() => navigate({ view: "chat", sessionId: "x" }, { replace: true }));
    expect(screen.getByText("/chat/x")).toBeInTheDocument();
    expect(history.length).toBe(before);
  });

  test("leaves a click for another tab to the browser", async () => {
    render(
      <>
        <View />
        <Link to={{ view: "usage" }} onClick={(event) => event.ctrlKey && event.preventDefault()}>
          Usage
        </Link>
      </>,
    );
    const user = userEvent.setup();
    await user.keyboard("{Control>}");
    await user.click(screen.getByRole("link"));
    expect(screen.getByText("/")).toBeInTheDocument();
  });
});
