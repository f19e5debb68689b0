#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "recording/recording.hpp"

namespace mcp::cli {

/// A message of the recorded server, and when it was sent: since the request that it belongs to.
struct Step {
  Json message;
  Milliseconds after{0};
};

/// A request that the recorded client sent, and what the server sent because of it.
struct RecordedCall {
  std::string method;
  Json params;  ///< As matched (see matched_params).
  Json id;
  Json progress_token = nullptr;
  Milliseconds time{0};
  std::vector<Step> steps = {};  ///< In order; one of them is the response.
  bool answered = false;

  /// The result, or null when it failed or was not recorded.
  const Json* result() const;
};

/// The parameters as far as two requests of one meaning have them in common: without `_meta`, and
/// for the request that begins a connection without any.
Json matched_params(const std::string& method, const Json& params);

/// The calls of a recording. Notifications and requests of the server belong to the request whose
/// progress token or subscription they name, or else to the last one that was open when they came.
std::vector<RecordedCall> calls_of(const Recording& recording);

}  // namespace mcp::cli
