#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mcp/caller.hpp"
#include "mcp/input.hpp"
#include "mcp/message.hpp"
#include "wire/revisions.hpp"

namespace mcp {

/// An `input_required` result: the questions, and the state to return with the answers.
struct AsksBack {
  InputRequired asked;
  std::optional<std::string> request_state;
};

/// How a client encodes and decodes messages in one revision of the protocol; see ServerWire.
class ClientWire {
 public:
  virtual ~ClientWire() = default;

  virtual std::string_view revision() const = 0;
  /// The parameters of a request, with the `_meta` that the revision requires.
  virtual Json params(Json neutral, const CallerInfo& self) const = 0;
  /// Decodes a result: complete (or a task, if `self` declares the extension), or one that requests
  /// input. Errors: `protocol_violation` for a result type that was not negotiated.
  virtual Result<std::variant<Json, AsksBack>> result(Json result,
                                                      const CallerInfo& self) const = 0;
  /// Whether servers send requests, and notifications of changes without a subscription.
  virtual bool server_may_ask() const = 0;
};

/// The input requests in a member `inputRequests`.
/// Errors: `protocol_violation` when they are malformed.
Result<std::map<std::string, InputRequest>> read_input_requests(const Json& requests);

const ClientWire& legacy_client_wire(const Revision& revision);
const ClientWire& modern_client_wire();

}  // namespace mcp
