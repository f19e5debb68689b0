import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  adoptTokenFromAddress,
  authorization,
  currentToken,
  followAddress,
  keepToken,
  onToken,
  tokenFromAddress,
  tokenIn,
  tokenSubprotocols,
} from "./token";

const good = "a-token-of-the-bridge._~+/=";

/** Responds to each request with that status; null: without a response. */
function answering(status: number | null) {
  const asked = vi.fn<(address: string, init: RequestInit) => Promise<Response>>(() =>
    status === null
      ? Promise.reject(new TypeError("Failed to fetch"))
      : Promise.resolve(new Response(null, { status })),
  );
  vi.stubGlobal("fetch", asked);
  return asked;
}

// With a euro sign, a line feed, a NUL, a space and a DEL: no header can carry them.
const unsendable = ["%E2%82%AC", "a%0Ab", "a%00", "a%20b", "%7F"].map((text) => `/?token=${text}`);

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

describe("the token of the page's address", () => {
  test.each([
    [`/#token=${good}`, good, "/"],
    [`/usage#token=${good}`, good, "/usage"],
    ["/?token=old-link", "old-link", "/"],
    ["/chat/1?token=old-link&x=1#main", "old-link", "/chat/1?x=1#main"],
    ["/#token=", null, "/"],
    ["/#main", null, "/#main"],
    ["/", null, "/"],
    ...unsendable.map((address): [string, null, string] => [address, null, "/"]),
  ])("%j has %j and becomes %j", (address, token, cleaned) => {
    history.replaceState(null, "", address);
    expect(tokenFromAddress()).toBe(token);
    expect(location.href).toBe(new URL(cleaned, location.origin).href);
  });

  test("is kept, and sent in headers", async () => {
    const asked = answering(200);
    history.replaceState(null, "", `/#token=${good}`);
    await adoptTokenFromAddress();
    expect(currentToken()).toBe(good);
    expect(authorization()).toEqual({ authorization: `Bearer ${good}` });
    expect(asked).not.toHaveBeenCalled();
  });

  test.each([
    [200, good],
    [401, "known"],
    [403, "known"],
    [429, "known"],
    [503, "known"],
    [null, "known"],
  ])("replaces another only when a request with it succeeds: %j", async (status, expected) => {
    keepToken("known");
    const asked = answering(status);
    history.replaceState(null, "", `/#token=${good}`);
    await adoptTokenFromAddress();
    expect(asked.mock.calls[0]?.[1].headers).toEqual({ authorization: `Bearer ${good}` });
    expect(currentToken()).toBe(expected);
    expect(location.hash).toBe("");
  });

  test.each(unsendable)("%s takes no token away and is not asked about", async (address) => {
    const asked = answering(200);
    for (const known of [null, "known"]) {
      if (known !== null) keepToken(known);
      history.replaceState(null, "", address);
      await adoptTokenFromAddress();
      expect(currentToken()).toBe(known);
    }
    expect(asked).not.toHaveBeenCalled();
  });

  test.each(["€", "a\nb", "a\0", ""])("replaces %j, which no header can carry", async (kept) => {
    localStorage.setItem("mcp-bridge.token", kept);
    expect(currentToken()).toBeNull();
    expect(authorization()).toEqual({});
    const asked = answering(503);
    history.replaceState(null, "", `/#token=${good}`);
    await adoptTokenFromAddress();
    expect(currentToken()).toBe(good);
    expect(asked).not.toHaveBeenCalled();
  });

  test("is adopted when the page is open already", async () => {
    const stop = followAddress();
    const changed = vi.fn();
    const leave = onToken(changed);
    location.hash = `#token=${good}`;
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
    expect(currentToken()).toBe(good);
    expect(location.hash).toBe("");
    stop();
    leave();
  });
});

test("a token of another tab is told", () => {
  const changed = vi.fn();
  const leave = onToken(changed);
  const event = { key: "mcp-bridge.token", newValue: "of another tab" };
  window.dispatchEvent(new StorageEvent("storage", event));
  expect(changed).toHaveBeenCalledOnce();
  leave();
  window.dispatchEvent(new StorageEvent("storage", event));
  expect(changed).toHaveBeenCalledOnce();
});

test("a browser that keeps nothing uses the token until the page is closed", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("full");
  });
  keepToken("unsaved");
  expect(currentToken()).toBe("unsaved");
});

test.each([
  [" a-token ", "a-token"],
  ["http://127.0.0.1:4000/#token=a=token", "a=token"],
  ["http://127.0.0.1:4000/?token=a", "a"],
  ["", ""],
])("in what is pasted, %j, the token is %j", (pasted, token) => {
  expect(tokenIn(pasted)).toBe(token);
});

test("a subprotocol has the token in base64url", () => {
  expect(tokenSubprotocols("sixteen>>letters")).toEqual(["mcp-bridge.token.c2l4dGVlbj4-bGV0dGVycw"]);
  expect(tokenSubprotocols(null)).toEqual([]);
});
