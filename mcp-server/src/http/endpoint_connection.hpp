#pragma once

#include <memory>
#include <string>

#include "http/listener_state.hpp"
#include "http_server/service.hpp"

namespace mcp::http {

/// Passes the requests of a connection to the endpoint, or to the page at their path.
class EndpointConnection final : public ConnectionHandler {
 public:
  /// `refusal`: the reason why the connection may not call; empty: it may.
  EndpointConnection(ListenerState& state, Peer peer, std::string refusal, Counted refused);

  Admission admit(const Request& request, bool has_body, bool asks_for_upgrade) override;
  std::shared_ptr<Call> serve(Request request, std::shared_ptr<Outbox> outbox) override;
  void served(const Served& what) override;

 private:
  std::string request_id(const Request& request) const;
  void note(const Request& request);
  void answer_page(const Request& request, const std::shared_ptr<Outbox>& outbox) const;

  ListenerState& state_;
  const Peer peer_;
  const std::string refusal_;
  const Counted refused_;
  std::string method_;  // of the current request, as the next two
  std::string path_;
  std::string request_id_;
};

}  // namespace mcp::http
