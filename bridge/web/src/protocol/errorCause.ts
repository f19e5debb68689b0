/**
 * The codes for which the bridge sends its own text, followed by the cause in parentheses.
 */
const described = new Set([
  "ai_saldo_insuficiente",
  "ai_nao_autorizado",
  "ai_limite_excedido",
  "ai_indisponivel",
  "ai_error",
  "invalid_json",
  "invalid_payload",
  "busy",
  "rate_limited",
  "budget_exceeded",
  "input_refused",
  "output_refused",
  "invalid_project",
  "unknown_session",
  "unknown_tool_use",
  "approval_already_resolved",
  "tool_error",
  "unauthorized",
  "storage_full",
  "internal_error",
]);

/** The cause of an error, without the bridge's own text for the code; may be empty. */
export function errorCause(code: string, detail: string | undefined): string {
  if (!detail || !described.has(code)) return detail ?? "";
  return /^[^(]* \((.*)\)$/s.exec(detail)?.[1] ?? "";
}
