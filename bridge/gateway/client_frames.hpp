#pragma once

#include <string>
#include <string_view>

#include "bridge/documents/fixed_schema.hpp"
#include "bridge/gateway/dialect.hpp"

namespace mcp::bridge {

/// Parses and validates the frames of clients, which may be any text. Any thread.
class ClientFrames {
 public:
  /// `schema`: the text of one of the bridge's own schemas.
  explicit ClientFrames(std::string_view schema);

  Result<Json, FrameProblem> read(const std::string& text) const;
  /// Returns the frame if it matches the schema.
  Result<Json, FrameProblem> check(Json frame) const;

 private:
  const FixedSchema schema_;
};

/// Parses JSON with a limited depth.
Result<Json, FrameProblem> parse_frame(const std::string& text);

}  // namespace mcp::bridge
