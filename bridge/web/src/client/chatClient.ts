import { toBridgeTime } from "@/chat/clock";
import type { ChatState, Connection, Problem } from "@/chat/model";
import { ChatStore } from "@/chat/store";
import { problemOf } from "@/chat/turns";
import {
  largestFrame,
  type BridgeError,
  type ClientData,
  type ClientFrame,
  type ElicitationAction,
  type EventFrame,
  type JsonObject,
  type ServerFrame,
  type SocketFrameOf,
} from "@/protocol";

import { Answers, type ApproveOptions, type DenyOptions } from "./answers";
import { ChatConnection } from "./chatConnection";
import { browserEnvironment, type ClientEnvironment } from "./environment";
import { isSmallEnough, type Link, type OnRefusal } from "./link";
import { Outbox, type SendOptions, type SendOutcome } from "./outbox";
import { tabStorage, type OutboxStorage } from "./outboxStorage";
import { placeOf } from "./sequence";
import { socketAddress } from "./socketAddress";

/** Options of a client. */
export interface ChatClientOptions {
  projectId: string;
  /** The session to continue; without it a new one is created, and kept once it has a message. */
  sessionId?: string | undefined;
  /** The language of the bridge's texts. */
  locale: string;
  /** The address of the page. */
  page?: string;
  environment?: ClientEnvironment;
  storage?: OutboxStorage;
  store?: ChatStore;
}

/** How long to wait for the response to `resume`, and for events that a heartbeat announced. */
const patience = 10_000;
const longestTitle = 200;
const mostUnanswered = 100;

/**
 * A chat with the bridge that survives lost connections: `store` has each event once and in order,
 * and each message is sent once. Needs no framework.
 */
export class ChatClient implements Link {
  readonly store: ChatStore;
  readonly #options: ChatClientOptions;
  readonly #environment: ClientEnvironment;
  readonly #connection: ChatConnection;
  readonly #outbox: Outbox;
  readonly #answers: Answers;
  readonly #onRefusal = new Map<string, OnRefusal>();

  #locale: string;
  #sessionId: string | undefined;
  #isMade: boolean;
  #isSettled = false;
  #isAttached = false;
  #stoppedTurn: string | null = null;
  #cancelWatch: () => void = () => undefined;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.store = options.store ?? new ChatStore();
    this.#environment = options.environment ?? browserEnvironment;
    this.#locale = options.locale;
    this.#sessionId = options.sessionId;
    this.#isMade = options.sessionId === undefined;
    this.#connection = new ChatConnection(this.#environment, () => this.#address(), {
      opened: () => this.#onRefusal.clear(),
      frame: (frame) => this.#take(frame),
      changed: (connection) => this.#connectionChanged(connection),
    });
    const storage = options.storage ?? tabStorage;
    this.#outbox = new Outbox(this.store, this, storage, options.projectId, options.sessionId);
    this.#answers = new Answers(this.store, this);
  }

  /** Connects, and reconnects until `stop`. */
  start(): void {
    const sessionId = this.#outbox.restore();
    this.#sessionId ??= sessionId;
    this.#connection.start();
  }

  /** Disconnects. The turn goes on without this page. */
  stop(): void {
    this.#connection.stop();
    this.#disconnected();
  }

  /** Connects at once, even after the connection was closed for good. */
  reconnect(): void {
    this.#disconnected();
    this.#connection.start();
  }

  /** Sends a message; see SendOutcome. */
  sendMessage(text: string, options: SendOptions = {}): SendOutcome {
    return this.#outbox.add(text, options);
  }

  /** Asks the bridge to send the last unanswered message to the model again. */
  retry(options: SendOptions = {}): void {
    this.send("retry", { ...options }, (problem) => this.#tellProblem(problem));
  }

  /** Sends a refused message of the outbox again. */
  resend(id: string): void {
    this.#outbox.resend(id);
  }

  /** Removes a message from the outbox that has not been sent. */
  discard(id: string): void {
    this.#outbox.discard(id);
  }

  /** Cancels the turn and its tool calls. */
  cancelTurn(): void {
    this.#stoppedTurn = this.store.state.turn?.id ?? null;
    this.#sendCancel();
  }

  approve(toolUseId: string, options: ApproveOptions = {}): void {
    this.#answers.approve(toolUseId, options);
  }

  deny(toolUseId: string, options: DenyOptions = {}): void {
    this.#answers.deny(toolUseId, options);
  }

  /** Answers an elicitation; `content` is the form. */
  answer(elicitationId: string, action: ElicitationAction, content?: JsonObject): void {
    this.#answers.answer(elicitationId, action, content);
  }

  /** Sets the title; longer titles are cut to 200 characters. */
  rename(title: string): void {
    const kept = [...title.trim()].slice(0, longestTitle).join("");
    if (!kept) return this.#tell("empty");
    if (!this.#isSettled) return this.#tell("unreachable");
    this.send("set_options", { title: kept }, (problem) => this.#tellProblem(problem));
  }

  /** Sets the language of the bridge's texts. */
  setLocale(locale: string): void {
    if (locale === this.#locale) return;
    this.#locale = locale;
    if (this.#isSettled)
      this.send("set_options", { locale }, (problem) => this.#tellProblem(problem));
  }

  /** Removes a problem from `state.problems`. */
  dismiss(key: string): void {
    this.store.dispatch({ type: "dismissed", key });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  newId(): string {
    return this.#environment.newId();
  }

  send<T extends keyof ClientData>(
    type: T,
    data: ClientData[T],
    onRefusal: OnRefusal,
    id: string = this.newId(),
  ): boolean {
    const frame = { type, id, data } as ClientFrame;
    if (!isSmallEnough(frame, largestFrame)) return false;
    this.#expectRefusal(id, onRefusal);
    this.#connection.send(frame);
    return true;
  }

  // The bridge replies only to frames that it rejects, and soon. Old frames were accepted, so their
  // callbacks can be removed.
  #expectRefusal(id: string, onRefusal: OnRefusal): void {
    const [oldest] = this.#onRefusal.keys();
    if (this.#onRefusal.size >= mostUnanswered && oldest !== undefined)
      this.#onRefusal.delete(oldest);
    this.#onRefusal.set(id, onRefusal);
  }

  get #state(): ChatState {
    return this.store.state;
  }

  #address(): string {
    const page = this.#options.page ?? window.location.href;
    return socketAddress(page, this.#options.projectId, this.#locale, {
      sessionId: this.#sessionId,
      epoch: this.#state.epoch,
      lastSeq: this.#state.seq,
    });
  }

  #connectionChanged(connection: Connection): void {
    if (connection.status !== "open") this.#disconnected();
    this.store.dispatch({ type: "connection", connection });
  }

  #disconnected(): void {
    this.#isSettled = false;
    this.#isAttached = false;
    this.#cancelWatch();
    this.#outbox.disconnected();
    this.#answers.disconnected();
  }

  #take(frame: ServerFrame): void {
    if (frame.seq !== undefined) return this.#takeEvent(frame);
    switch (frame.type) {
      case "session_created":
        this.#isAttached = true;
        this.#sessionId = frame.data.session_id;
        return this.store.dispatch({ type: "session_created", session: frame.data });
      case "snapshot":
        this.store.dispatch({ type: "snapshot", snapshot: frame.data });
        return this.#settle();
      case "resume_completed":
        return this.#settle();
      case "servers_update":
        return this.store.dispatch({ type: "servers", servers: frame.data.servers });
      case "heartbeat":
        return this.#watchTail(frame.data.head_seq);
      case "error":
        return this.#takeError(frame);
      case "pong":
        return;
    }
  }

  #takeEvent(frame: EventFrame): void {
    if (!this.#isAttached) return;
    const place = placeOf(frame, this.#state.seq);
    if (place === "gap") return this.#resume();
    if (place === "known") return;
    this.store.dispatch({ type: "event", frame, receivedAt: this.#environment.now() });
    this.#connection.progressed();
    this.#advanced();
  }

  #advanced(): void {
    if (this.#state.turn?.id !== this.#stoppedTurn) this.#stoppedTurn = null;
    this.#outbox.save();
    this.#outbox.flush();
    this.#answers.review();
  }

  // All missed events have arrived.
  #settle(): void {
    this.#cancelWatch();
    if (!this.#isSettled) {
      this.#isSettled = true;
      this.#connection.settled();
      this.#sendCancel();
    }
    this.#advanced();
  }

  // Requests the missed events.
  #resume(): void {
    const { session, seq } = this.#state;
    if (!session) return this.#connection.drop();
    this.#isAttached = false;
    this.#watch(() => this.#connection.drop());
    this.send("resume", { session_id: session.id, epoch: this.#state.epoch, last_seq: seq }, () =>
      this.#connection.drop(),
    );
  }

  // A heartbeat names the bridge's last event. If that does not arrive in time, the page resumes.
  #watchTail(head: number): void {
    if (!this.#isAttached || head <= this.#state.seq) return;
    this.#watch(() => {
      if (head > this.#state.seq) this.#resume();
    });
  }

  #watch(callback: () => void): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#environment.setTimer(callback, patience);
  }

  #sendCancel(): void {
    const turn = this.#stoppedTurn;
    if (turn === null || !this.#isSettled || this.#state.turn?.id !== turn) return;
    this.send("cancel", { turn_id: turn }, (problem) => this.#tellProblem(problem));
  }

  #takeError({ data, reply_to: replyTo }: SocketFrameOf<"error">): void {
    if (data.message === "unknown_session") return this.#sessionGone();
    const problem = this.#problemOf(data);
    const onRefusal = this.#onRefusal.get(replyTo ?? "");
    if (!onRefusal) return this.#tellProblem(problem);
    this.#onRefusal.delete(replyTo ?? "");
    onRefusal(problem);
  }

  // The bridge has no such session and created a new one. That is no error if the old session was
  // created for this page and had no messages.
  #sessionGone(): void {
    const wasEmpty = this.#isMade && this.#state.items.length === 0;
    if (!wasEmpty) this.#connection.end("unknown_session");
  }

  #problemOf(error: BridgeError): Problem {
    return problemOf(error, this.newId(), toBridgeTime(this.#state, this.#environment.now()));
  }

  #tell(code: string): void {
    this.#tellProblem(this.#problemOf({ message: code }));
  }

  #tellProblem(problem: Problem): void {
    this.store.dispatch({ type: "problem", problem });
  }
}
