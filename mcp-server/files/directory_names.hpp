#pragma once

#include <dirent.h>

#include <functional>
#include <memory>

namespace mcp::files {

/// Reads the entries of a directory one by one, without `.` and `..`. Entries that appear or vanish
/// meanwhile may be missed. One thread.
class DirectoryReader {
 public:
  /// `directory` may be opened with O_PATH; it is not taken over.
  explicit DirectoryReader(int directory);

  /// Null at the end, or when the directory cannot be read. Valid until the next call.
  const dirent* next();
  /// Why the directory could not be read, or not to its end: an errno; 0 if it could.
  int error() const { return error_; }

 private:
  struct Close {
    void operator()(DIR* stream) const { ::closedir(stream); }
  };

  int error_ = 0;
  std::unique_ptr<DIR, Close> stream_;
};

/// Calls `visit` for the names in a directory until it returns false. A directory that cannot be
/// read counts as empty.
void for_each_name(int directory, const std::function<bool(const char* name)>& visit);

}  // namespace mcp::files
