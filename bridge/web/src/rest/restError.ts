/** The bridge, or the way to it, did not do what was asked. */
export class RestError extends Error {
  override readonly name = "RestError";

  constructor(
    /**
     * As the bridge calls it; `unreachable`: there was no answer. Text in the catalogues:
     * `error.<code>`.
     */
    readonly code: string,
    /** 0: there was no answer. */
    readonly status: number,
    /** What the bridge says of the cause, in English; may be empty. */
    readonly detail: string,
    /** When trying again makes sense, by the local clock; null: not told. */
    readonly retryAt: number | null = null,
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}
