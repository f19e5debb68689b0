#pragma once

#include <string>
#include <string_view>

#include "bridge/gateway/dialect.hpp"
#include "mcp/schema.hpp"

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
  const SchemaValidator schema_;
};

/// JSON, as far as limits on size and depth go.
Result<Json, FrameProblem> parse_frame(const std::string& text);

}  // namespace mcp::bridge
