#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::files {

/// The directory inside each root in which files are written before they are published. The tools
/// hide it.
inline constexpr std::string_view stage_name = ".mcp-stage";

/// Prefix of the stages that servers create when `.mcp-stage` belongs to another user:
/// `.mcp-stage-UID-RANDOM`.
inline constexpr std::string_view own_stage_start = ".mcp-stage-";
/// Whether a name in a root is that of a stage.
bool is_stage_name(std::string_view name);

/// A path inside a root whose text was checked: valid UTF-8, no `..`, no control characters,
/// nothing that a terminal or another system would read differently. The kernel decides which
/// object it reaches, never this text.
class RelativePath {
 public:
  /// The root itself.
  RelativePath() = default;

  /// Parses a path that a caller wrote. `//` and `.` collapse; names are otherwise taken byte for
  /// byte. Throws FileError: E_PATH, E_NAME_TOO_LONG, E_RESERVED.
  static RelativePath parse(std::string_view text);

  bool is_root() const { return components_.empty(); }
  const std::vector<std::string>& components() const& { return components_; }
  std::vector<std::string> components() && { return std::move(components_); }
  /// The last component; empty for the root.
  std::string_view leaf() const;
  RelativePath parent() const;
  RelativePath child(std::string name) const;

  /// Slash-separated, "." for the root.
  std::string text() const;

 private:
  std::vector<std::string> components_;
};

/// Throws E_PATH when the text cannot be part of any path.
void require_path_text(std::string_view text);

/// Throws E_RESERVED for a stage and what is in it.
void require_unreserved(const RelativePath& path);

/// The components of a path, without empty ones and `.`.
std::vector<std::string> split_path(std::string_view text);

}  // namespace mcp::files
