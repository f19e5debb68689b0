import { errorText } from "./errorText";
import { useCountdown } from "./useCountdown";
import { useFormats, useText } from "./useText";

/** An error as it is told to a person. */
export interface ErrorWords {
  /** What happened and what to do. */
  text: string;
  /** "You can try again in 12 s." while there is something to wait for; null otherwise. */
  countdown: string | null;
  /** Trying again makes sense now. */
  mayRetry: boolean;
}

/** The words for an error of that code; `retryAt` is on the local clock. */
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
