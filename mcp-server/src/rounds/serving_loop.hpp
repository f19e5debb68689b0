#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "mcp/server/request_context.hpp"
#include "rounds/input_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// The outcome of one run of a handler.
using Outcome = std::variant<Json, InputRequired, Error>;

/// A handler with its request, to be run once for each round of questions.
struct Work {
  /// Calls its second argument once, at once or later, from any thread.
  std::function<void(const std::shared_ptr<RequestContext>&, std::function<void(Outcome)>)> run;
  bool may_block = true;
};

/// Serves one request: runs the handler, sends its questions to the client, runs it again with the
/// answers, and sends the response. Returns at once when the work may block.
void serve(std::shared_ptr<ServerCore> core, ExchangePointer exchange,
           std::shared_ptr<InputRounds> rounds, Subject subject, Work work);

}  // namespace mcp
