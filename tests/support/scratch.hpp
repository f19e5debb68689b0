#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mcp::test {

/// A directory of its own for one test, removed at its end.
class Scratch {
 public:
  /// In $TMPDIR or /tmp, or, for tests that write much, in memory.
  enum class Where { disk, memory };
  explicit Scratch(Where where = Where::disk);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Writes a file, and the directories on the way to it.
void put(const std::filesystem::path& file, std::string_view content);
/// The content of a file, or a placeholder text if there is no file.
std::string content_of(const std::filesystem::path& file);

/// Everything below a directory as text, one line for each object: its kind, permissions, owner,
/// and content or target. Two texts are equal only if nothing was changed, added or removed between
/// them. An empty stage directory is left out.
std::string tree_state(const std::filesystem::path& directory);

/// Whether the stage directory of a root is missing or has no files in it.
bool stage_is_clean(const std::filesystem::path& root);

}  // namespace mcp::test
