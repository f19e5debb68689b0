#include "doctor/peer.hpp"

#include "json/members.hpp"
#include "json/parse.hpp"
#include "mcp/error.hpp"
#include "schema/text.hpp"
#include "text/unicode.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_garbage = 20;
constexpr std::size_t most_others = 1'000;
constexpr std::size_t most_quoted = 160;

void take_garbage(Exchange& exchange, std::string_view text) {
  if (exchange.garbage.size() >= most_garbage) return;
  exchange.garbage.push_back(is_utf8(text) ? schema::clip(text, most_quoted)
                                           : "bytes that are not UTF-8");
}

}  // namespace

bool is_request(const Json& message) {
  return message.contains("method") && message.contains("id");
}

bool responds_to(const Json& message, const Json& id) {
  return !id.is_null() && !message.contains("method") && member(message, "id") == id &&
         member(message, "id").type() == id.type();
}

Json reply_to_request(const Json& request) {
  Json reply{{"jsonrpc", "2.0"}, {"id", request["id"]}};
  if (view_in(request, "method") == "ping") {
    reply["result"] = Json::object();
  } else {
    reply["error"] = {{"code", static_cast<int>(ErrorCode::method_not_found)},
                      {"message", "The doctor declares no capabilities"}};
  }
  return reply;
}

bool take_text(Exchange& exchange, std::string_view text, const Sending& sending) {
  auto parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) {
    take_garbage(exchange, text);
    return false;
  }
  Json message = *std::move(parsed);
  const bool answers = responds_to(message, member(sending.message, "id"));
  const bool enough = sending.enough ? sending.enough(message) || answers : answers;
  if (answers && !exchange.response) {
    exchange.response = std::move(message);
  } else if (exchange.others.size() < most_others) {
    exchange.others.push_back(std::move(message));
  }
  return enough;
}

}  // namespace mcp::cli::doctor
