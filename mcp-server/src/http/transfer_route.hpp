#pragma once

#include <memory>
#include <string>

#include "http/listener_state.hpp"
#include "mcp/http_transfer.hpp"

namespace mcp::http {

/// Whether a request belongs to the transfers.
bool is_transfer(const Request& request, const Transfers& transfers);

/// The transfer of such a request. If the rules of the endpoint reject it, if `refusal` says why
/// the connection may not call, or if too many transfers are open, its response says so. Pages of
/// allowed origins may read the response.
std::shared_ptr<Transfer> open_transfer(const Request& request, ListenerState& state,
                                        const std::string& refusal);

}  // namespace mcp::http
