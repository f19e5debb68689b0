#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mcp::test {

/// Mounts that nobody sees but this process and those that it starts afterwards. Undone at the end.
class PrivateMounts {
 public:
  PrivateMounts();
  ~PrivateMounts();
  PrivateMounts(const PrivateMounts&) = delete;
  PrivateMounts& operator=(const PrivateMounts&) = delete;

  /// Why this machine does not allow it; empty if it does.
  const std::string& refused() const { return refused_; }

  /// A file system in memory, for example with the options "size=1m,nr_inodes=16".
  void memory(const std::filesystem::path& at, const std::string& options);
  /// Shows one file or directory also at another place, which exists.
  void bind(const std::filesystem::path& what, const std::filesystem::path& at);
  void make_read_only(const std::filesystem::path& at);

 private:
  void add(const std::filesystem::path& at, int result);

  std::string refused_;
  std::vector<std::filesystem::path> mounted_;
};

}  // namespace mcp::test
