import { errorText } from "./errorText";
import { useCountdown } from "./useCountdown";
import { useFormats, useText } from "./useText";

/** The texts of an error for the user. */
export interface ErrorWords {
  /** What happened and what to do. */
  text: string;
  /** "You can try again in 12 s." until then; null otherwise. */
  countdown: string | null;
  /** A retry makes sense now. */
  mayRetry: boolean;
}

/** The texts for an error code; `retryAt` is on the local clock. */
export function useErrorText(code: string, retryAt: number | null): ErrorWords {
  const text = useText();
  const formats = useFormats();
  const seconds = useCountdown(retryAt);
  const waits = seconds > 0;
  return {
    text: errorText(text, code),
    countdown: waits ? text("retry.in", { time: formats.duration(seconds * 1000) }) : null,
    mayRetry: !waits,
  };
}
