// For any bytes from a client, the gateway sends complete HTTP responses with known statuses, and
// handles no request that needs the token without it. In inputs, a backslash and `n` stand for the
// end of a line, as in `GET / HTTP/1.1\n`.

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <set>

#include "gateway_connection.hpp"

namespace {

using namespace mcp;
namespace beast_http = boost::beast::http;

// Replaces the escapes for line ends, which keep inputs readable as text files.
std::string with_line_ends(std::string_view input) {
  std::string bytes;
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (input.substr(i).starts_with("\\n")) {
      bytes += "\r\n";
      ++i;
    } else if (input[i] != '\n') {
      bytes += input[i];
    }
  }
  return bytes;
}

std::string decoded(std::string_view text) {
  bridge::HttpCall call;
  bridge::split_target(text, call);
  std::string all = call.path;
  for (const auto& [name, value] : call.query) all.append(name).append("=").append(value);
  return all;
}

// Parses and checks the responses one by one.
void check_responses(std::string_view answer, const std::set<int>& known) {
  while (!answer.empty()) {
    beast_http::response_parser<beast_http::string_body> parser;
    parser.eager(true);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    std::size_t at = 0;
    // The response to HEAD has no body, whatever its Content-Length says.
    while (!parser.is_done() && !error && at < answer.size()) {
      at += parser.put(boost::asio::buffer(answer.data() + at, answer.size() - at), error);
    }
    require(!error && at > 0);
    require(known.contains(static_cast<int>(parser.get().result_int())));
    answer.remove_prefix(at);
  }
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.size() > 8192) return;
  static const std::set<int> known = {100, 101, 200, 201, 204, 303, 304, 400, 401,
                                      403, 404, 405, 409, 413, 426, 431, 500, 502};
  const std::string bytes = with_line_ends(input);
  const bool has_token =
      bytes.find(test::GatewayUnderTest::token) != bytes.npos ||
      decoded(bytes).find(test::GatewayUnderTest::token) != std::string::npos ||
      bytes.find(bridge::token_subprotocol(test::GatewayUnderTest::token)) != bytes.npos;
  auto& gateway = test::gateway_under_test();
  gateway.on_call = [&](const bridge::HttpCall& call) {
    require(has_token || bridge::Rest::route_of(call.path) == bridge::Route::open);
    require(call.body.size() <= 2000);
  };
  const std::string answer = gateway.exchange(bytes);
  if (!answer.starts_with("HTTP/1.1 101 ")) check_responses(answer, known);
}
