#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mcp::test {

/// Mounts that only this process and its later children see. Removed by the destructor.
class PrivateMounts {
 public:
  PrivateMounts();
  ~PrivateMounts();
  PrivateMounts(const PrivateMounts&) = delete;
  PrivateMounts& operator=(const PrivateMounts&) = delete;

  /// Why this machine does not allow private mounts; empty if it does.
  const std::string& refused() const { return refused_; }

  /// Mounts a tmpfs, for example with the options "size=1m,nr_inodes=16".
  void memory(const std::filesystem::path& at, const std::string& options);
  /// Bind-mounts a file or directory at another path, which exists.
  void bind(const std::filesystem::path& what, const std::filesystem::path& at);
  void make_read_only(const std::filesystem::path& at);

 private:
  void add(const std::filesystem::path& at, int result);

  std::string refused_;
  std::vector<std::filesystem::path> mounted_;
};

}  // namespace mcp::test
