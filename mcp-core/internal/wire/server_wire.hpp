#pragma once

#include <string>
#include <string_view>

#include "mcp/caller.hpp"
#include "mcp/input.hpp"
#include "mcp/message.hpp"
#include "mcp/resource.hpp"
#include "wire/revisions.hpp"

namespace mcp {

/// Encodes and decodes the messages of a server in one revision of the protocol. Only ServerWire
/// and ClientWire depend on the revision; the rest of the code uses neutral results and errors.
/// Objects are immutable and live as long as the program.
class ServerWire {
 public:
  virtual ~ServerWire() = default;

  virtual std::string_view revision() const = 0;
  /// Whether a client may send that request. If not, the error is `method_not_found`.
  virtual bool defines(std::string_view method) const = 0;
  /// The sender: from the request itself, or from the initialize of its session.
  /// Errors: `invalid_params`, `unsupported_protocol_version`.
  virtual Result<CallerInfo> caller(const Request& request, const CallerInfo& session) const = 0;
  /// Encodes a complete result. `self` is the server's Implementation as JSON.
  virtual Json result(std::string_view method, Json neutral, const Json& self) const = 0;
  /// Encodes an error.
  virtual Error error(const Error& neutral) const = 0;
};

/// The wire of a legacy revision.
const ServerWire& legacy_server_wire(const Revision& revision);
/// The wire of 2026-07-28.
const ServerWire& modern_server_wire();

/// An `input_required` result: the questions, and the state that the client returns with the
/// answers.
/// Spec: 2026-07-28 basic/patterns/mrtr, InputRequiredResult.
Json input_required_result(const InputRequired& asked, std::string sealed_state, const Json& self);

/// Whether the request has the `_meta` of a modern revision, known or not.
bool claims_modern(const Request& request);

}  // namespace mcp
