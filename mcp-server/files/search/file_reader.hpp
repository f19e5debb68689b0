#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"

namespace mcp::files {

/// Reads one file after the other into the same memory. One thread.
class FileReader {
 public:
  static constexpr std::uint64_t max_bytes = std::uint64_t{64} << 20;

  FileReader();

  /// The text of the regular file `name` in `directory`; valid until the next call. Empty: it is
  /// none, is on another mount, cannot be read, is larger than `max_bytes`, or is binary, which is
  /// a file with a zero byte. Links are not followed.
  std::optional<std::string_view> read(const Descriptor& directory, const std::string& name);

 private:
  bool read_all(int fd, std::size_t size);

  const Descriptor own_descriptors_;  // /proc/self/fd
  std::string buffer_;
  std::size_t size_ = 0;
};

}  // namespace mcp::files
