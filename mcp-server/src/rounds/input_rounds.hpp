#pragma once

#include <functional>
#include <string_view>

#include "edge/exchange.hpp"
#include "json/members.hpp"
#include "mcp/input.hpp"
#include "rounds/answers.hpp"

namespace mcp {

/// Identifies the subject of a request, so that answers cannot be used for another one. Views the
/// request, which lives as long as its exchange.
struct Subject {
  std::string_view name;  ///< Of the tool or prompt, or the URI of the resource.
  const Json& arguments = null_json();
};

/// Sends a handler's questions to the client and collects the answers. Each era has its own
/// implementation. Any thread.
class InputRounds {
 public:
  virtual ~InputRounds() = default;

  /// The answers that came with the request.
  /// Errors: `invalid_params` when they, or the state that they belong to, are not valid.
  virtual Result<Answers> open(const Exchange& exchange, const Subject& subject) = 0;

  /// Sends the questions to the client. Either ends the exchange with them (`input_required`), or
  /// calls `again` with all answers when they have arrived, or fails the exchange when they do not
  /// arrive.
  virtual void settle(const ExchangePointer& exchange, const Subject& subject, InputRequired asked,
                      Answers so_far, std::function<void(Answers)> again) = 0;
};

}  // namespace mcp
