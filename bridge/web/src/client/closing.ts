import type { ClosedReason } from "@/chat/model";

const final: Readonly<Record<number, ClosedReason>> = {
  1008: "refused",
  4400: "refused",
  4401: "unauthorized",
  4403: "forbidden",
  4404: "invalid_project",
  4410: "unknown_session",
};

/**
 * Why reconnecting makes no sense after a socket was closed with that code; undefined: it does.
 */
export function finalReason(code: number): ClosedReason | undefined {
  return final[code];
}
