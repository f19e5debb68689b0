#pragma once

#include <string>
#include <string_view>

#include "bridge/documents/fixed_schema.hpp"
#include "bridge/gateway/dialect.hpp"

namespace mcp::bridge {

/// Reads what clients send, which may be anything. Any thread.
class ClientFrames {
 public:
  /// The text is that of one of our own schemas.
  explicit ClientFrames(std::string_view schema);

  Result<Json, FrameProblem> read(const std::string& text) const;
  /// Whether it has the form that it should have.
  Result<Json, FrameProblem> check(Json frame) const;

 private:
  const FixedSchema schema_;
};

/// JSON, as far as limits on size and depth go.
Result<Json, FrameProblem> parse_frame(const std::string& text);

}  // namespace mcp::bridge
