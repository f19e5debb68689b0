#include "bridge/session/texts.hpp"

namespace mcp::bridge {
namespace {

struct Text {
  std::string_view code;
  const char* english;
  const char* portuguese;
};

constexpr Text texts[] = {
    {"ai_saldo_insuficiente", "Not enough credit to use the Anthropic API. Check Plans & Billing.",
     "Saldo insuficiente para usar a API da Anthropic. Verifique Plans & Billing."},
    {"ai_nao_autorizado", "Not authorized. Check your ANTHROPIC_API_KEY.",
     "N\u00e3o autorizado. Verifique sua ANTHROPIC_API_KEY."},
    {"ai_limite_excedido", "Rate limit exceeded. Wait a moment and try again.",
     "Limite de uso excedido. Aguarde e tente novamente."},
    {"ai_indisponivel", "The AI service is unavailable at the moment. Try again.",
     "Servi\u00e7o da IA indispon\u00edvel no momento. Tente novamente."},
    {"ai_error", "The AI could not answer. Details are in the log.",
     "A IA n\u00e3o conseguiu responder. Veja os detalhes no log."},
    {"invalid_json", "This is not JSON.", "Isto n\u00e3o \u00e9 JSON."},
    {"invalid_payload", "The message has not the form that it should have.",
     "A mensagem n\u00e3o tem a forma esperada."},
    {"busy", "An answer is still being made. Wait for it, or stop it.",
     "Uma resposta ainda est\u00e1 sendo gerada. Aguarde ou interrompa."},
    {"rate_limited", "Too many messages. Wait a moment.", "Mensagens demais. Aguarde um momento."},
    {"budget_exceeded", "The budget is used up.", "O or\u00e7amento foi atingido."},
    {"input_refused", "A rule does not let this message through.",
     "Uma regra n\u00e3o permite esta mensagem."},
    {"invalid_project", "There is no such project.", "Este projeto n\u00e3o existe."},
    {"unknown_session", "There is no such chat.", "Esta conversa n\u00e3o existe."},
    {"unknown_tool_use", "There is no such request.",
     "Esta solicita\u00e7\u00e3o n\u00e3o existe."},
    {"approval_already_resolved", "This has been answered already.",
     "Isto j\u00e1 foi respondido."},
    {"tool_error", "The tool failed.", "A ferramenta falhou."},
    {"unauthorized", "Open the address that the bridge has printed.",
     "Abra o endere\u00e7o que o bridge imprimiu."},
    {"internal_error", "Something went wrong in the bridge. Details are in the log.",
     "Algo deu errado no bridge. Veja os detalhes no log."},
};

}  // namespace

std::string text_for(std::string_view code, std::string_view locale) {
  for (const Text& text : texts) {
    if (text.code == code) return locale.starts_with("pt") ? text.portuguese : text.english;
  }
  return {};
}

}  // namespace mcp::bridge
