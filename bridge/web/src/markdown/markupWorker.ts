/** A thread of its own for `markupWork.ts`: what takes too long there is ended with the thread. */

import { doMarkupJob, type MarkupJob } from "./markupWork";

export type MarkupReply = { ready: true } | { answer: unknown } | { failure: string };

function reply(message: MarkupReply): void {
  postMessage(message);
}

onmessage = ({ data }: MessageEvent<MarkupJob>) => {
  try {
    reply({ answer: doMarkupJob(data) });
  } catch (cause) {
    reply({ failure: String(cause) });
  }
};

reply({ ready: true });
