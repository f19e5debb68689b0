#pragma once

#include "http/http_era.hpp"
#include "http/tool_headers.hpp"

namespace mcp::http::client {

class ServerLink;

/// The HTTP rules since 2026-07-28: headers mirror each request, and closing its HTTP response
/// cancels it. There are no sessions, and broken streams are not resumed.
/// Spec: 2026-07-28 basic/transports/streamable-http.
class ModernHttp final : public HttpEra {
 public:
  explicit ModernHttp(ServerLink& connection) : connection_(connection) {}

  void begin(std::shared_ptr<Exchange> exchange) override;
  Headers headers(const Request& request) override;
  bool settles(Exchange& exchange, Response& response) override;
  bool rescue(Exchange&) override { return false; }
  void cancel(Exchange& exchange, const Notification& cancelled) override;

 private:
  void list_tools(std::shared_ptr<Exchange> waiting, Json params, int page);

  ServerLink& connection_;
  ToolHeaders tools_;
};

}  // namespace mcp::http::client
