#include "http/modern_http.hpp"

#include "http/exchange.hpp"
#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "http/server_link.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::http::client {
namespace {

constexpr int max_pages = 1000;

bool is_header_mismatch(const Response& response) {
  const auto* error = std::get_if<Error>(&response.outcome);
  return error && error->code() == ErrorCode::header_mismatch;
}

// Parameters of `tools/list`: only the `_meta` of the call.
Json list_params(const Request& call) {
  Json params = Json::object();
  if (const Json* meta = meta::find(call.params)) params["_meta"] = *meta;
  params["_meta"].erase(meta::progress_token);
  return params;
}

}  // namespace

void ModernHttp::begin(std::shared_ptr<Exchange> exchange) {
  exchange->post();
}

Headers ModernHttp::headers(const Request& request) {
  Headers all;
  if (const Json* version = meta::find(request.params, meta::protocol_version)) {
    all.emplace_back("MCP-Protocol-Version", to_header_value(text_or_empty(version)));
  }
  all.emplace_back("Mcp-Method", to_header_value(request.method));
  if (const auto name = mirrored_name(request.method, request.params)) {
    all.emplace_back("Mcp-Name", to_header_value(*name));
  }
  if (request.method == method::tools_call) {
    const Headers parameters = tools_.headers(request.params);
    all.insert(all.end(), parameters.begin(), parameters.end());
  }
  return all;
}

bool ModernHttp::settles(Exchange& exchange, Response& response) {
  const Request& request = exchange.request();
  if (request.method == method::tools_list) {
    auto* result = std::get_if<Json>(&response.outcome);
    if (result) tools_.learn(*result, [this](const std::string& text) { connection_.warn(text); });
  }
  const bool stale = request.method == method::tools_call && is_header_mismatch(response);
  if (!stale || !exchange.may_repeat()) return true;
  exchange.hang_up();
  list_tools(exchange.shared_from_this(), list_params(request), 0);
  return false;
}

// Lists the tools page by page; ToolHeaders learns from each page. Then the call is sent again,
// even if listing failed, unless it was cancelled meanwhile.
void ModernHttp::list_tools(std::shared_ptr<Exchange> waiting, Json params, int page) {
  connection_.ask(*this, method::tools_list, params,
                  [this, waiting = std::move(waiting), params, page](const Response& response) {
                    const auto* result = std::get_if<Json>(&response.outcome);
                    const bool is_page = result && result->is_object();
                    const Json cursor = is_page ? result->value("nextCursor", Json()) : Json();
                    const bool repeated = cursor == params.value("cursor", Json());
                    if (waiting->ended()) return;
                    if (!cursor.is_string() || repeated || page >= max_pages) {
                      return waiting->post();
                    }
                    Json next = params;
                    next["cursor"] = cursor;
                    list_tools(waiting, std::move(next), page + 1);
                  });
}

void ModernHttp::cancel(Exchange& exchange, const Notification&) {
  exchange.drop();
}

}  // namespace mcp::http::client
