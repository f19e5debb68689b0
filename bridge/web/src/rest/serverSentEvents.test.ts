import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ServerSentEvents, type ServerSentEvent } from "./serverSentEvents";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function eventsIn(...parts: Uint8Array[]): ServerSentEvent[] {
  const events = new ServerSentEvents();
  return parts.flatMap((part) => events.take(part));
}

describe("a stream of events", () => {
  test.each([
    ["an event", "event: result\ndata: {}\n\n", [{ event: "result", data: "{}" }]],
    ["one without a name", "data:x\n\n", [{ event: "message", data: "x" }]],
    ["lines of data", "data: a\ndata:  b\ndata\n\n", [{ event: "message", data: "a\n b\n" }]],
    ["other lines", ":\n\nid: 7\nretry: 9\n: x\ndata: a\n\n", [{ event: "message", data: "a" }]],
    ["a name without data", "event: a\n\ndata: b\n\n", [{ event: "message", data: "b" }]],
    [
      "returns",
      "data: a\r\rdata: b\r\n\r\n",
      [
        { event: "message", data: "a" },
        { event: "message", data: "b" },
      ],
    ],
    ["a byte order mark", "\uFEFFdata: a\n\n", [{ event: "message", data: "a" }]],
    ["one that is not complete", "data: a\n", []],
  ])("has %s", (_, text, events) => {
    expect(eventsIn(bytesOf(text))).toEqual(events);
  });

  test("is the same wherever it is cut", () => {
    const ends = ["\n", "\r", "\r\n", "\n\n"];
    const word = fc.constantFrom("Olá", "日本", "👩‍💻", ":", " ", "event: x", "data: é", ...ends);
    const cuts = fc.array(fc.nat(40), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), cuts, (words, places) => {
        const bytes = bytesOf(words.join(""));
        const cut = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length];
        cut.sort((one, other) => one - other);
        const parts = cut.slice(1).map((end, index) => bytes.slice(cut[index], end));
        expect(eventsIn(...parts)).toEqual(eventsIn(bytes));
      }),
    );
  });
});
