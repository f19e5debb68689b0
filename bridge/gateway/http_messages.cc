#include "bridge/gateway/http_messages.hpp"

#include <algorithm>

namespace mcp::bridge {
namespace {

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

// Spec: RFC 3986 section 2.1. What is no escape stays as it is.
std::string decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

}  // namespace

HttpReply json_reply(const Json& body, int status) {
  return {.status = status,
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'};
}

HttpReply error_reply(int status, const std::string& code, const std::string& detail) {
  return json_reply({{"error", code}, {"detail", detail}}, status);
}

void split_target(std::string_view target, HttpCall& call) {
  const auto question = std::min(target.find('?'), target.size());
  call.path = decoded(target.substr(0, question), false);
  std::string_view query = target.substr(std::min(question + 1, target.size()));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    call.query[decoded(pair.substr(0, equals), true)] =
        decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

}  // namespace mcp::bridge
