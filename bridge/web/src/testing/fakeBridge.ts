import type { Admission, ClientEnvironment, Socket } from "@/client/environment";
import type { ClientData, ClientFrame, EventFrame, ServerFrame } from "@/protocol";

import { BridgeModel } from "./bridgeModel";
import { mergedFrames } from "./mergedFrames";

/** The bridge's end of a socket, for tests. */
export class FakeSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  /** All frames that the client sent, including lost ones. */
  readonly sent: ClientFrame[] = [];
  isOpen = false;
  isClosed = false;
  isDeaf = false;
  /** Number of frames that still arrive before the connection breaks. */
  framesLeft = Infinity;
  cursor = 0;

  constructor(
    readonly address: URL,
    private readonly bridge: FakeBridge,
  ) {}

  open(): void {
    this.isOpen = true;
    this.onopen?.(new Event("open"));
  }

  tell(frame: ServerFrame): void {
    if (this.isClosed || this.isDeaf) return;
    if (this.framesLeft <= 0) return this.breakOff(1006);
    this.framesLeft -= 1;
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.sent.push(frame);
    if (!this.isClosed && !this.isDeaf) this.bridge.take(this, frame);
  }

  close(): void {
    this.isClosed = true;
    this.bridge.forget(this);
  }

  breakOff(code: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.bridge.forget(this);
    this.onclose?.(new CloseEvent("close", { code }));
  }

  of<T extends keyof ClientData>(type: T): ClientData[T][] {
    return this.sent.flatMap((frame) => (frame.type === type ? [frame.data as ClientData[T]] : []));
  }
}

/** A fake bridge with one session at a time, like gateway/chat_socket.cc. */
export class FakeBridge {
  model = new BridgeModel();
  readonly sockets: FakeSocket[] = [];
  isUp = true;
  /** The texts of the user's messages, in order of their first arrival. */
  readonly said: string[] = [];
  /** Whether a frame is lost. */
  loses: (frame: ClientFrame) => boolean = () => false;
  /** The error code with which a frame is rejected; undefined: it is accepted. */
  refuses: (frame: ClientFrame) => string | undefined = () => undefined;
  onMessage: (text: string) => void = () => undefined;
  /** Number of events that can still be replayed. */
  keeps = Infinity;
  /** Number of events that have happened so far. */
  happened = Infinity;

  get head(): number {
    return Math.min(this.happened, this.model.head);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no client has connected");
    return socket;
  }

  readonly openSocket = (address: string): Socket => {
    const socket = new FakeSocket(new URL(address), this);
    this.sockets.push(socket);
    queueMicrotask(() => {
      if (socket.isClosed) return;
      if (!this.isUp) return socket.breakOff(1006);
      socket.open();
      this.greet(socket);
    });
    return socket;
  };

  greet(socket: FakeSocket): void {
    const query = socket.address.searchParams;
    const wanted = query.get("session");
    if (wanted !== null && wanted !== this.model.sessionId) {
      socket.tell({ type: "error", data: { message: "unknown_session", detail: wanted } });
    }
    this.attach(
      socket,
      wanted === this.model.sessionId,
      query.get("epoch"),
      Number(query.get("last_seq") ?? -1),
    );
  }

  attach(socket: FakeSocket, resumed: boolean, epoch: string | null, last: number): void {
    const { model, head } = this;
    const { sessionId } = model;
    const continues = epoch === model.epoch && last >= head - this.keeps && last <= head;
    const data = {
      session_id: sessionId,
      resumed,
      epoch: model.epoch,
      head_seq: head,
      project_id: model.projectId,
    };
    socket.tell({ type: "session_created", session_id: sessionId, data });
    const snapshot = model.snapshots[head];
    if (!continues && snapshot)
      socket.tell({ type: "snapshot", session_id: sessionId, data: snapshot });
    socket.cursor = head;
    if (!continues) return;
    for (const frame of mergedFrames(model.events.slice(last, head)))
      socket.tell({ ...frame, replay: true });
    socket.tell({
      type: "resume_completed",
      session_id: sessionId,
      data: { from: last, to: head },
    });
  }

  forget(socket: FakeSocket): void {
    socket.cursor = Infinity;
  }

  /** Sends all sockets the new events of the model. */
  flush(merge = false): void {
    for (const socket of this.sockets) {
      if (!socket.isOpen || socket.cursor === Infinity) continue;
      const events: EventFrame[] = this.model.events.slice(socket.cursor, this.head);
      socket.cursor = this.head;
      for (const frame of merge ? mergedFrames(events) : events) socket.tell(frame);
    }
  }

  take(socket: FakeSocket, frame: ClientFrame): void {
    if (this.loses(frame)) return;
    const code = this.refuses(frame);
    if (code !== undefined) return this.refuse(socket, frame, code);
    if (frame.type === "ping")
      return socket.tell({ type: "pong", reply_to: frame.id ?? "", data: {} });
    if (frame.type === "resume")
      return this.attach(socket, true, frame.data.epoch ?? "", frame.data.last_seq);
    if (frame.type === "user_message") this.hear(frame.data);
  }

  refuse(socket: FakeSocket, frame: ClientFrame, code: string): void {
    socket.tell({
      type: "error",
      reply_to: frame.id ?? "",
      data: { message: code, detail: "", retry_after_ms: 3000 },
    });
  }

  private hear({ text, client_msg_id: id }: ClientData["user_message"]): void {
    if (id !== undefined && this.model.hasMessage(id)) return;
    this.said.push(text);
    this.model.userSays(text, `turn${this.said.length}`, id);
    this.onMessage(text);
    this.flush();
  }
}

/** An environment with Vitest's fake timers. */
export class FakeEnvironment implements ClientEnvironment {
  chance = 0.5;
  online = true;
  admission: Admission = "admitted";
  asked = 0;
  #ids = 0;
  readonly #wakers = new Set<() => void>();

  constructor(private readonly bridge: FakeBridge) {}

  readonly now = () => Date.now();
  readonly random = () => this.chance;
  readonly newId = () => `id${(this.#ids += 1)}`;
  readonly isOnline = () => this.online;
  readonly openSocket = (address: string) => this.bridge.openSocket(address);

  readonly setTimer = (callback: () => void, milliseconds: number) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  };

  readonly askAdmission = () => {
    this.asked += 1;
    return Promise.resolve(this.admission);
  };

  readonly onWake = (callback: () => void) => {
    this.#wakers.add(callback);
    return () => this.#wakers.delete(callback);
  };

  wake(): void {
    for (const waker of this.#wakers) waker();
  }
}
