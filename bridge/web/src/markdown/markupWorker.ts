/** Runs `markupWork.ts` on a thread of its own, which can be ended when a job takes too long. */

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
