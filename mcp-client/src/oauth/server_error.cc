#include "oauth/server_error.hpp"
#include "oauth/authorization_error.hpp"

#include "json/members.hpp"
#include "json/parse.hpp"
#include "oauth/quotable.hpp"

namespace mcp::oauth {

Error server_error(const std::string& what, const std::string& code,
                   const std::string& description) {
  std::string text = what + ": " + quotable(code);
  if (!description.empty()) text += " (" + quotable(description) + ')';
  return Error(ErrorCode::authorization_failed, text, {{"error", quotable(code)}});
}

Error server_error(const std::string& what, const HttpReply& reply) {
  const auto body = json::parse(reply.body);
  const std::string code = body ? text_in(*body, "error") : "";
  if (!code.empty()) return server_error(what, code, text_in(*body, "error_description"));
  return authorization_error(what + ": it responded with HTTP " + std::to_string(reply.status()));
}

std::string code_of(const Error& error) {
  return error.code() == ErrorCode::authorization_failed ? text_in(error.data(), "error") : "";
}

}  // namespace mcp::oauth
