#include "bridge/gateway/login_page.hpp"

#include <array>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"

namespace mcp::bridge {
namespace {

struct Text {
  std::string_view name;
  int status;
  std::string_view title;
  std::string_view body;
  std::string_view title_pt;
  std::string_view body_pt;
};

constexpr std::array<Text, 4> texts = {
    {{"done", 200, "You are logged in",
      "Close this tab and go back to mcp-bridge. A call that was waiting goes on.",
      "Voc&ecirc; entrou",
      "Feche esta aba e volte ao mcp-bridge. A chamada que esperava continua."},
     {"received", 200, "The login was received",
      "Close this tab and go back to mcp-bridge, which still waits for the authorization server.",
      "O login foi recebido",
      "Feche esta aba e volte ao mcp-bridge, que ainda espera pelo servidor de "
      "autoriza&ccedil;&atilde;o."},
     {"failed", 200, "You are not logged in",
      "The login did not succeed. Close this tab; mcp-bridge shows why, and you can try again "
      "there.",
      "Voc&ecirc; n&atilde;o entrou",
      "O login n&atilde;o foi conclu&iacute;do. Feche esta aba; o mcp-bridge mostra o motivo, e "
      "l&aacute; voc&ecirc; pode "
      "tentar de novo."},
     {"", 400, "No login is waiting",
      "This address belongs to a login that has ended or never began. Close this tab and choose "
      "Connect in mcp-bridge again.",
      "Nenhum login est&aacute; esperando",
      "Este endere&ccedil;o &eacute; de um login que terminou ou nunca come&ccedil;ou. Feche esta "
      "aba e escolha "
      "Conectar de novo no mcp-bridge."}}};

constexpr std::string_view style =
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}"
    "h1{font-size:1.5rem;line-height:1.25}";

// Source: CSP level 3, section 2.3.1.
std::string policy() {
  Sha256 digest;
  digest.update(style);
  const auto bytes = digest.finish();
  const std::string hash = to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return "default-src 'none'; style-src 'sha256-" + hash +
         "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

const Text& text_of(std::string_view name) {
  for (const Text& each : texts) {
    if (each.name == name) return each;
  }
  return texts.back();
}

}  // namespace

HttpReply login_page(std::string_view name, std::string_view accept_language) {
  const Text& text = text_of(name);
  const bool portuguese = accept_language.starts_with("pt");
  const std::string title(portuguese ? text.title_pt : text.title);
  std::string html = "<!doctype html><html lang=\"";
  html.append(portuguese ? "pt-BR" : "en").append("\"><head><meta charset=\"utf-8\">");
  html.append("<meta name=\"viewport\" content=\"width=device-width\"><title>").append(title);
  html.append(" - mcp-bridge</title><style>")
      .append(style)
      .append("</style></head><body><main><h1>");
  html.append(title).append("</h1><p>").append(portuguese ? text.body_pt : text.body);
  html.append("</p></main></body></html>\n");
  return {.status = text.status,
          .content_type = "text/html; charset=utf-8",
          .body = std::move(html),
          .headers = {{"Content-Security-Policy", policy()}, {"Vary", "Accept-Language"}}};
}

HttpReply to_login_page(const std::string& name) {
  return {.status = 303, .headers = {{"Location", "/oauth/" + name}}};
}

}  // namespace mcp::bridge
