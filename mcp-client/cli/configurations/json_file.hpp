#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::cli {

/// The JSON of a configuration file, and the lines of its keys. Comments and trailing commas are
/// allowed, as in the files of VS Code.
class JsonFile {
 public:
  /// Throws Error with "LINE:COLUMN: " and what is wrong; the text is never quoted, because it may
  /// contain secrets.
  explicit JsonFile(std::string text);

  const Json& value() const { return value_; }
  /// The line of the key that this JSON Pointer (RFC 6901) names, from 1; 0 when it is not known:
  /// keys deeper than four objects, and keys with escapes.
  std::size_t line_of(const std::string& pointer) const;

 private:
  Json value_;
  std::map<std::string, std::size_t> lines_;
};

/// A name as a part of a JSON Pointer.
std::string pointer_part(const std::string& name);

}  // namespace mcp::cli
