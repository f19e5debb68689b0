#include "bridge/gateway/http_messages.hpp"

#include <algorithm>

#include "text/percent.hpp"

namespace mcp::bridge {
namespace {

std::string decoded_query(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decoded(spaced);
}

}  // namespace

HttpReply json_reply(const Json& body, int status) {
  return {.status = status,
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'};
}

HttpReply error_reply(int status, BridgeError code, const std::string& detail) {
  return json_reply({{"error", encode(code)}, {"detail", detail}}, status);
}

void split_target(std::string_view target, HttpCall& call) {
  const auto question = std::min(target.find('?'), target.size());
  call.path = percent_decoded(target.substr(0, question));
  call.raw_query = target.substr(std::min(question + 1, target.size()));
  std::string_view query = target.substr(std::min(question + 1, target.size()));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    call.query[decoded_query(pair.substr(0, equals))] =
        decoded_query(pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

}  // namespace mcp::bridge
