#include "bridge/session/texts.hpp"

#include "bridge/engine/failures.hpp"

namespace mcp::bridge {
namespace {

constexpr ModelFailureKind failure_kinds[] = {
    ModelFailureKind::no_credit, ModelFailureKind::unauthorized, ModelFailureKind::rate_limited,
    ModelFailureKind::unavailable, ModelFailureKind::refused};

struct Text {
  std::string_view code;
  const char* english;
  const char* portuguese;
};

constexpr Text texts[] = {
    {"invalid_json", "This is not JSON.", "Isto n\u00e3o \u00e9 JSON."},
    {"invalid_payload", "The message has not the form that it should have.",
     "A mensagem n\u00e3o tem a forma esperada."},
    {"busy", "An answer is still being made. Wait for it, or stop it.",
     "Uma resposta ainda est\u00e1 sendo gerada. Aguarde ou interrompa."},
    {"rate_limited", "Too many messages. Wait a moment.", "Mensagens demais. Aguarde um momento."},
    {"budget_exceeded", "The budget is used up.", "O or\u00e7amento foi atingido."},
    {"input_refused", "A rule does not let this message through.",
     "Uma regra n\u00e3o permite esta mensagem."},
    {"output_refused", "A rule does not let this answer through.",
     "Uma regra n\u00e3o permite esta resposta."},
    {"invalid_project", "There is no such project.", "Este projeto n\u00e3o existe."},
    {"unknown_session", "There is no such chat.", "Esta conversa n\u00e3o existe."},
    {"unknown_tool_use", "There is no such request.",
     "Esta solicita\u00e7\u00e3o n\u00e3o existe."},
    {"approval_already_resolved", "This has been answered already.",
     "Isto j\u00e1 foi respondido."},
    {"tool_error", "The tool failed.", "A ferramenta falhou."},
    {"invalid_path", "The path is not a file of the workspace.",
     "O caminho n\u00e3o \u00e9 um arquivo do workspace."},
    {"write_failed", "The file could not be written. Check permissions and disk space.",
     "N\u00e3o foi poss\u00edvel gravar o arquivo. Verifique as permiss\u00f5es e o espa\u00e7o em "
     "disco."},
    {"approval_expired", "Nobody answered the request in time, so the tool did not run.",
     "Ningu\u00e9m respondeu a tempo, por isso a ferramenta n\u00e3o foi executada."},
    {"unauthorized", "Open the address that the bridge has printed.",
     "Abra o endere\u00e7o que o bridge imprimiu."},
    {"storage_full",
     "The disk of the bridge is full: this was not kept. Make room, then try again.",
     "O disco do bridge est\u00e1 cheio: isto n\u00e3o foi guardado. Libere espa\u00e7o e tente de "
     "novo."},
    {"question_not_shown",
     "The assistant has asked something that this client cannot show. It was answered with no; "
     "use the bridge's own page to answer.",
     "O assistente perguntou algo que este cliente n\u00e3o pode mostrar. A resposta foi n\u00e3o; "
     "use a p\u00e1gina do bridge para responder."},
    {"internal_error", "Something went wrong in the bridge. Details are in the log.",
     "Algo deu errado no bridge. Veja os detalhes no log."},
};

}  // namespace

std::string text_for(std::string_view code, std::string_view locale) {
  for (const ModelFailureKind kind : failure_kinds) {
    if (code == code_of(kind)) return text_of(kind, locale);
  }
  for (const Text& text : texts) {
    if (text.code == code) return locale.starts_with("pt") ? text.portuguese : text.english;
  }
  return {};
}

bool is_said_by_a_rule(const Json& error) {
  const std::string code = error.value("message", "");
  return (code == "input_refused" || code == "output_refused") &&
         !error.value("detail", "").empty();
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string all;
  for (const std::string& text : sentences) all += (all.empty() ? "" : " ") + text;
  return all;
}

}  // namespace mcp::bridge
