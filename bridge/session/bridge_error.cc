#include "bridge/session/bridge_error.hpp"

#include <algorithm>

#include "json/members.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

struct ErrorRow {
  BridgeError error;
  const char* name;
  const char* english = "";
  const char* portuguese = "";
};

constexpr ErrorRow error_rows[] = {
    {BridgeError::bad_request, "bad_request"},
    {BridgeError::invalid_json, "invalid_json", "This is not JSON.", "Isto n\u00e3o \u00e9 JSON."},
    {BridgeError::invalid_payload, "invalid_payload",
     "The message does not have the expected form.", "A mensagem n\u00e3o tem a forma esperada."},
    {BridgeError::not_found, "not_found"},
    {BridgeError::method_not_allowed, "method_not_allowed"},
    {BridgeError::too_large, "too_large"},
    {BridgeError::unauthorized, "unauthorized", "Open the address that the bridge has printed.",
     "Abra o endere\u00e7o que o bridge imprimiu."},
    {BridgeError::forbidden, "forbidden"},
    {BridgeError::rate_limited, "rate_limited", "Too many messages. Wait a moment.",
     "Mensagens demais. Aguarde um momento."},
    {BridgeError::too_many_connections, "too_many_connections"},
    {BridgeError::too_many_sockets, "too_many_sockets"},
    {BridgeError::busy, "busy", "A response is still being generated. Wait for it, or stop it.",
     "Uma resposta ainda est\u00e1 sendo gerada. Aguarde ou interrompa."},
    {BridgeError::budget_exceeded, "budget_exceeded", "The budget is used up.",
     "O or\u00e7amento foi atingido."},
    {BridgeError::input_refused, "input_refused", "A rule does not allow this message.",
     "Uma regra n\u00e3o permite esta mensagem."},
    {BridgeError::output_refused, "output_refused", "A rule does not allow this response.",
     "Uma regra n\u00e3o permite esta resposta."},
    {BridgeError::invalid_project, "invalid_project", "There is no such project.",
     "Este projeto n\u00e3o existe."},
    {BridgeError::unknown_session, "unknown_session", "There is no such chat.",
     "Esta conversa n\u00e3o existe."},
    {BridgeError::unknown_tool_use, "unknown_tool_use", "There is no such request.",
     "Esta solicita\u00e7\u00e3o n\u00e3o existe."},
    {BridgeError::approval_already_resolved, "approval_already_resolved",
     "This has been answered already.", "Isto j\u00e1 foi respondido."},
    {BridgeError::approval_expired, "approval_expired",
     "Nobody answered the request in time, so the tool did not run.",
     "Ningu\u00e9m respondeu a tempo, por isso a ferramenta n\u00e3o foi executada."},
    {BridgeError::question_not_shown, "question_not_shown",
     "The assistant asked a question that this client cannot show, so it was declined; use the "
     "bridge's own page to answer.",
     "O assistente fez uma pergunta que este cliente n\u00e3o pode mostrar; ela foi recusada. "
     "Use a p\u00e1gina do bridge para responder."},
    {BridgeError::tool_error, "tool_error", "The tool failed.", "A ferramenta falhou."},
    {BridgeError::invalid_path, "invalid_path", "The path is not a file of the workspace.",
     "O caminho n\u00e3o \u00e9 um arquivo do workspace."},
    {BridgeError::write_failed, "write_failed",
     "The file could not be written. Check permissions and disk space.",
     "N\u00e3o foi poss\u00edvel gravar o arquivo. Verifique as permiss\u00f5es e o espa\u00e7o em "
     "disco."},
    {BridgeError::ai_no_credit, "ai_saldo_insuficiente",
     "Not enough credit to use the Anthropic API. Go to Plans & Billing to add some.",
     "Saldo insuficiente para usar a API da Anthropic. Acesse Plans & Billing para adicionar "
     "cr\u00e9ditos."},
    {BridgeError::ai_unauthorized, "ai_nao_autorizado",
     "Not authorized. Check your ANTHROPIC_API_KEY.",
     "N\u00e3o autorizado. Verifique sua ANTHROPIC_API_KEY."},
    {BridgeError::ai_rate_limited, "ai_limite_excedido", "Rate limit exceeded. Wait and try again.",
     "Limite de uso excedido. Aguarde e tente novamente."},
    {BridgeError::ai_unavailable, "ai_indisponivel",
     "The AI service is not available at the moment. Try again.",
     "Servi\u00e7o da IA indispon\u00edvel no momento. Tente novamente."},
    {BridgeError::ai_refused, "ai_error",
     "The AI service refused the request. The log has the details.",
     "A IA recusou o pedido. Veja os detalhes no log."},
    {BridgeError::cancelled, "cancelled", "Cancelled.", "Cancelado."},
    {BridgeError::storage_full, "storage_full",
     "The disk of the bridge is full: this was not stored. Free some space, then try again.",
     "O disco do bridge est\u00e1 cheio: isto n\u00e3o foi guardado. Libere espa\u00e7o e tente de "
     "novo."},
    {BridgeError::internal_error, "internal_error",
     "Something went wrong in the bridge. Details are in the log.",
     "Algo deu errado no bridge. Veja os detalhes no log."},
};

}  // namespace

EnumNames<BridgeError> enum_names(BridgeError) {
  EnumNames<BridgeError> names;
  for (const ErrorRow& row : error_rows) names.emplace_back(row.error, row.name);
  return names;
}

BridgeError error_of(ModelFailureKind kind) {
  switch (kind) {
    case ModelFailureKind::no_credit:
      return BridgeError::ai_no_credit;
    case ModelFailureKind::unauthorized:
      return BridgeError::ai_unauthorized;
    case ModelFailureKind::rate_limited:
      return BridgeError::ai_rate_limited;
    case ModelFailureKind::unavailable:
      return BridgeError::ai_unavailable;
    case ModelFailureKind::refused:
      return BridgeError::ai_refused;
    case ModelFailureKind::cancelled:
      break;
  }
  return BridgeError::cancelled;
}

bool has_texts_in(std::string_view locale) {
  const std::string language = ascii::lower(locale.substr(0, locale.find_first_of("-_")));
  return language == "en" || language == "pt";
}

std::string text_for(BridgeError error, std::string_view locale) {
  const auto* const row = std::ranges::find(error_rows, error, &ErrorRow::error);
  return ascii::lower(locale).starts_with("pt") ? row->portuguese : row->english;
}

std::string text_for_name(const Json& name, std::string_view locale) {
  const auto error = decode<BridgeError>(name);
  return error ? text_for(*error, locale) : std::string();
}

bool is_said_by_a_rule(const Json& error) {
  const Json& name = member(error, "message");
  const bool is_refusal =
      name == encode(BridgeError::input_refused) || name == encode(BridgeError::output_refused);
  return is_refusal && !text_in(error, "detail").empty();
}

}  // namespace mcp::bridge
