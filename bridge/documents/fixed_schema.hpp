#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Why a document does not match.
struct Mismatch {
  std::string pointer;  ///< JSON Pointer (RFC 6901) of the value that is wrong, "" for all of it.
  std::string message;
};

/// One of our own schemas, in draft-07 (schemas/bridge): of frames, rules, prices. Schemas of
/// tools, which anybody may have written, are for mcp::SchemaValidator. Immutable; any thread.
class FixedSchema {
 public:
  /// Throws std::runtime_error when the text is no such schema.
  explicit FixedSchema(std::string_view text);
  ~FixedSchema();
  FixedSchema(FixedSchema&&) noexcept;
  FixedSchema& operator=(FixedSchema&&) noexcept;

  /// The first reason why the document, which may be anything, does not match; nothing if it does.
  std::optional<Mismatch> mismatch(const Json& document) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace mcp::bridge
