/** A failed REST request: an error response of the bridge, or no response. */
export class RestError extends Error {
  override readonly name = "RestError";

  constructor(
    /**
     * The bridge's error code; `unreachable`: no response. Text in the catalogues: `error.<code>`.
     */
    readonly code: string,
    /** HTTP status; 0: no response. */
    readonly status: number,
    /** The bridge's description of the cause, in English; may be empty. */
    readonly detail: string,
    /** When a retry makes sense, on the local clock; null: not known. */
    readonly retryAt: number | null = null,
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}
