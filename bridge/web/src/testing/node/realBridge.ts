import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

import { tokenSubprotocols } from "@/access";
import { ChatStore } from "@/chat/store";
import { ChatClient, type ChatClientOptions } from "@/client/chatClient";
import type { Admission, ClientEnvironment, Socket } from "@/client/environment";
import { nativeProtocol, type ClientFrame } from "@/protocol";

import { Program } from "./program";

/**
 * The directory with mcp-bridge, mcp-server, feature-server and fake-anthropic; undefined: not set.
 */
export const programs = process.env["MCP_BIN"];

const token = "a-token-for-tests";
const plainFetch = globalThis.fetch;

/** Faults of a socket. */
export interface Way {
  /** The socket breaks after that many frames have arrived. */
  breaksAfter?: number;
  /** Whether a frame is lost; then the socket breaks. */
  loses?: (frame: ClientFrame) => boolean;
}

/** The real bridge, with real servers and the strict fake of the Messages API. */
export class RealBridge {
  readonly #folder = mkdtempSync(join(tmpdir(), "mcp-bridge-web-"));
  #fake: Program | undefined;
  #bridge: Program | undefined;
  #port = 0;
  readonly #clients: ChatClient[] = [];

  get page(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async start(scenario: object): Promise<void> {
    writeFileSync(join(this.#folder, "scenario.json"), JSON.stringify(scenario));
    const run = (name: string, args: string[]) => ({ command: join(programs ?? "", name), args });
    const workspace = run("mcp-server", ["--root", join(this.#folder)]);
    const config = {
      mcpServers: { workspace, features: run("feature-server", []) },
      messages_per_minute: 6000,
    };
    writeFileSync(join(this.#folder, "config.json"), JSON.stringify(config));
    this.#fake = new Program(join(programs ?? "", "fake-anthropic"), [
      "--scenario",
      join(this.#folder, "scenario.json"),
    ]);
    await this.open();
  }

  /** Starts the bridge; after a stop, with the same data directory. */
  async open(): Promise<void> {
    const model = (await this.#fake?.says(/listening on (\S+)/)) ?? "";
    this.#port ||= await freePort();
    const args = [
      "--env-file",
      "none",
      "--config",
      join(this.#folder, "config.json"),
      "--port",
      String(this.#port),
    ];
    this.#bridge = new Program(
      join(programs ?? "", "mcp-bridge"),
      [...args, "--data-dir", join(this.#folder, "data")],
      {
        ANTHROPIC_API_KEY: "sk-ant-api03-for-tests-only",
        ANTHROPIC_BASE_URL: model,
        BRIDGE_TOKEN: token,
      },
    );
    await this.#bridge.says(/open (\S+)\s/);
  }

  async kill(): Promise<void> {
    await this.#bridge?.stop("SIGKILL");
    while (!(await isFree(this.#port))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.stop();
    await this.#bridge?.stop();
    await this.#fake?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The `invalid_*` codes with which the bridge rejected frames of the clients. */
  get misunderstandings(): string[] {
    const problems = this.#clients.flatMap((client) => client.store.state.problems);
    return problems.map((problem) => problem.code).filter((code) => code.startsWith("invalid_"));
  }

  /**
   * Stops the strict fake, and returns the requests of the bridge that it rejected; empty: none.
   */
  async complaints(): Promise<string> {
    await this.#fake?.stop();
    return this.#fake?.printed.replace(/listening on .*\n/, "") ?? "";
  }

  content(path: string): string {
    return readFileSync(join(this.#folder, path), "utf8");
  }

  /** A started client, with the faults of `way`. */
  client(options: Partial<ChatClientOptions> = {}, way: Way = {}, key = token): ChatClient {
    const client = new ChatClient({
      projectId: "default",
      locale: "en",
      page: this.page,
      environment: environmentWith(key, this.page, way),
      storage: { load: () => null, save: () => undefined },
      store: new ChatStore((callback) => callback()),
      ...options,
    });
    this.#clients.push(client);
    client.start();
    return client;
  }

  /** `fetch` as in a page of the bridge, for the functions of src/rest. */
  readonly fetch = (path: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      ...(init.headers as Record<string, string>),
      authorization: `Bearer ${token}`,
    };
    return plainFetch(new URL(path as string, this.page), { ...init, headers });
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

// Not an ephemeral port: a client that reconnects could get the port of the stopped bridge for its
// outgoing connection, so that the bridge could not bind it again.
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function socketTo(address: string, key: string, way: Way): Socket {
  const socket = new WebSocket(address, [nativeProtocol, ...tokenSubprotocols(key)]);
  let left = way.breaksAfter ?? Infinity;
  const facade: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      const isLost = way.loses?.(JSON.parse(text) as ClientFrame);
      if (isLost) socket.terminate();
      else socket.send(text);
    },
    close: () => socket.terminate(),
  };
  socket.on("open", () => facade.onopen?.(new Event("open")));
  socket.on("error", () => undefined);
  socket.on("close", (code) => facade.onclose?.({ code } as CloseEvent));
  socket.on("message", (data: Buffer) => {
    left -= 1;
    if (left < 0) return socket.terminate();
    facade.onmessage?.({ data: data.toString() } as MessageEvent);
  });
  return facade;
}

async function admission(page: string, key: string): Promise<Admission> {
  try {
    const headers = { authorization: `Bearer ${key}` };
    const { status } = await plainFetch(new URL("/api/projects", page), { headers });
    return status === 401 ? "unauthorized" : "admitted";
  } catch {
    return "unreachable";
  }
}

let lastId = 0;

function environmentWith(key: string, page: string, way: Way): ClientEnvironment {
  return {
    now: () => Date.now(),
    random: () => 0.02,
    newId: () => `test-${process.pid}-${(lastId += 1)}`,
    setTimer: (callback, milliseconds) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    openSocket: (address) => socketTo(address, key, way),
    askAdmission: () => admission(page, key),
    isOnline: () => true,
    onWake: () => () => undefined,
  };
}
