import type { EventFrame } from "@/protocol";

function sameBlock(one: EventFrame, next: EventFrame): boolean {
  if (one.type !== next.type || one.turn_id !== next.turn_id) return false;
  if (one.type === "tool_input_chunk" || one.type === "ai_chunk" || one.type === "thinking_chunk") {
    const other = next as typeof one;
    return one.data.message_id === other.data.message_id && one.data.block === other.data.block;
  }
  return false;
}

function joined(one: EventFrame, next: EventFrame): EventFrame {
  const seqs = { seq: next.seq, seq_from: one.seq_from ?? one.seq };
  if (one.type === "tool_input_chunk" && next.type === "tool_input_chunk") {
    const partial_json = one.data.partial_json + next.data.partial_json;
    return { ...one, ...seqs, data: { ...one.data, partial_json } };
  }
  if ((one.type === "ai_chunk" || one.type === "thinking_chunk") && one.type === next.type) {
    return { ...one, ...seqs, data: { ...one.data, text: one.data.text + next.data.text } };
  }
  return next;
}

/**
 * Merges consecutive deltas of a block into one frame, as the bridge does for a client that is behind.
 */
export function mergedFrames(events: readonly EventFrame[]): EventFrame[] {
  const frames: EventFrame[] = [];
  for (const event of events) {
    const last = frames.at(-1);
    if (last && sameBlock(last, event)) frames[frames.length - 1] = joined(last, event);
    else frames.push(event);
  }
  return frames;
}
