import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";

import { played, scripts, type Script } from "@/testing/conversation";
import { FakeBridge, FakeEnvironment } from "@/testing/fakeBridge";
import { lasting } from "@/testing/lasting";

import { ChatClient } from "./chatClient";

const runs = { numRuns: Number(import.meta.env["VITE_PROPERTY_RUNS"] ?? 60) };

/** A number of events, and what happens to the connection after them. */
interface Step {
  events: number;
  what: "nothing" | "breaks" | "breaks_soon" | "forgets" | "skips" | "merges" | "sleeps";
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    events: fc.integer({ min: 0, max: 12 }),
    what: fc.constantFrom(
      "nothing",
      "breaks",
      "breaks_soon",
      "forgets",
      "skips",
      "merges",
      "sleeps",
    ),
  }),
  { maxLength: 15 },
);

function started(bridge: FakeBridge): ChatClient {
  const storage = { load: () => null, save: () => undefined };
  const environment = new FakeEnvironment(bridge);
  const client = new ChatClient({
    projectId: "default",
    sessionId: "s1",
    locale: "en",
    page: "http://bridge.test/",
    environment,
    storage,
  });
  client.start();
  return client;
}

async function happens(bridge: FakeBridge, { events, what }: Step): Promise<void> {
  const { socket } = bridge;
  bridge.keeps = what === "forgets" ? 0 : Infinity;
  if (what === "breaks" || what === "forgets") socket.breakOff(1006);
  if (what === "breaks_soon") socket.framesLeft = events / 2;
  if (what === "sleeps") socket.isDeaf = true;
  bridge.happened += events;
  if (what === "skips" && socket.cursor < bridge.head) socket.cursor += 1;
  bridge.flush(what === "merges");
  await vi.advanceTimersByTimeAsync(40_000);
}

async function ends(script: Script, disturbances: Step[]): Promise<ReturnType<typeof lasting>> {
  const bridge = new FakeBridge();
  bridge.model = played(script);
  bridge.happened = 0;
  const client = started(bridge);
  await vi.advanceTimersByTimeAsync(0);
  for (const step of disturbances) await happens(bridge, step);
  bridge.happened = Infinity;
  bridge.socket.framesLeft = Infinity;
  await vi.advanceTimersByTimeAsync(40_000);
  bridge.flush();
  bridge.socket.tell({ type: "heartbeat", data: { head_seq: bridge.head } });
  await vi.advanceTimersByTimeAsync(40_000);
  expect(client.store.state.connection).toEqual({ status: "open" });
  client.stop();
  return lasting(client.store.state);
}

afterEach(() => {
  vi.useRealTimers();
});

test("a chat ends as the undisturbed one, whatever happens to its connection", async () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  await fc.assert(
    fc.asyncProperty(scripts, steps, async (script, disturbances) => {
      expect(await ends(script, disturbances)).toEqual(await ends(script, []));
    }),
    runs,
  );
});
