/** An event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** Its name; "message" without one. */
  event: string;
  data: string;
}

const lineEnd = /\r\n|\n|\r/;

/**
 * Parses server-sent events from the bytes of a stream, however they are cut:
 * https://html.spec.whatwg.org/multipage/server-sent-events.html. An event that is incomplete at the
 * end of the stream is dropped.
 */
export class ServerSentEvents {
  readonly #decoder = new TextDecoder();
  #begun: string[] = [];
  #endsInReturn = false;
  #event = "";
  #data: string[] = [];

  /** The events that these bytes complete. */
  take(bytes: Uint8Array): ServerSentEvent[] {
    return this.#lines(this.#decoder.decode(bytes, { stream: true })).flatMap((line) =>
      this.#takeLine(line),
    );
  }

  // A CRLF may be split between two pieces.
  #lines(text: string): string[] {
    if (!text) return [];
    const rest = this.#endsInReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#endsInReturn = text.endsWith("\r");
    const [end = "", ...begun] = rest.split(lineEnd);
    this.#begun.push(end);
    if (begun.length === 0) return [];
    const lines = [this.#begun.join(""), ...begun];
    this.#begun = [lines.pop() ?? ""];
    return lines;
  }

  #takeLine(line: string): ServerSentEvent[] {
    if (line === "") return this.#complete();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    if (name === "data") this.#data.push(value);
    return [];
  }

  #complete(): ServerSentEvent[] {
    const [event, data] = [this.#event || "message", this.#data];
    this.#event = "";
    this.#data = [];
    return data.length > 0 ? [{ event, data: data.join("\n") }] : [];
  }
}
