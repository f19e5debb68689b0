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

/// One of the bridge's own schemas (schemas/bridge, draft-07), for frames, rules and prices. Input
/// schemas of tools come from foreign servers: use mcp::SchemaValidator for those. Immutable; any
/// thread.
class FixedSchema {
 public:
  /// Throws std::runtime_error when the text is not a valid schema.
  explicit FixedSchema(std::string_view text);
  ~FixedSchema();
  FixedSchema(FixedSchema&&) noexcept;
  FixedSchema& operator=(FixedSchema&&) noexcept;

  /// Why the document, which may be any JSON, does not match; nothing if it does.
  std::optional<Mismatch> mismatch(const Json& document) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace mcp::bridge
