// Removes what crashed servers left in the stages of a root.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <vector>

#include "bytes/base64.hpp"
#include "directory_names.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "manage/open_trash.hpp"
#include "manage/tree.hpp"
#include "stage.hpp"
#include "stage_directory.hpp"

namespace mcp::files {
namespace {

/// The work that a sweep may still do.
class Budget {
 public:
  explicit Budget(const SweepLimits& limits) : left_(limits) {}

  bool take_entry() { return left_.entries != 0 && left_.entries-- != 0; }
  bool take_bytes(std::uint64_t bytes) {
    if (bytes > left_.bytes) return false;
    left_.bytes -= bytes;
    return true;
  }

 private:
  SweepLimits left_;
};

enum class Use { spent, needed, unknown };

// Whether the file is needed. It is not if it was never published, or has the etag of the file that
// was to be replaced. Throws FileError.
Use use_of(int file, std::string_view name, Budget& budget) {
  name.remove_suffix(staged_suffix.size());
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return Use::spent;
  const auto expected = name.substr(dot + 1);
  const std::string shown(stage_name);
  const struct stat status = status_of(file, shown);
  if (expected.starts_with(std::to_string(status.st_ino) + '.')) return Use::spent;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size <= max_digested_bytes && !budget.take_bytes(size)) return Use::unknown;
  return expected.ends_with('.' + etag_of(file, shown)) ? Use::spent : Use::needed;
}

// Whether the server creates files with such names. Other files, as in a directory that somebody
// renamed to that of the stage, are not removed.
bool is_staged(std::string_view name) {
  constexpr std::size_t random_part = 22;  // 16 bytes in base64url
  if (name.size() <= random_part || !name.ends_with(staged_suffix)) return false;
  return name[random_part] == '.' && from_base64url(name.substr(0, random_part)).has_value();
}

// Removes a temporary file or directory whose process has ended. Opens it without following links
// or blocking. Throws FileError.
void sweep_file(const Descriptor& stage, const std::string& name, Budget& budget) {
  if (!is_staged(name)) return;
  const Descriptor file(::openat(stage.get(), name.c_str(),
                                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return;
  const Use use = use_of(file.get(), name, budget);
  if (use == Use::spent) remove_tree(stage, name);
  if (use == Use::needed) {
    ::renameat(stage.get(), name.c_str(), stage.get(), conflict_name(name).c_str());
  }
}

void sweep_stage(const Descriptor& stage, Budget& budget) {
  for_each_name(stage.get(), [&](const char* name) {
    if (!budget.take_entry()) return false;
    try {
      sweep_file(stage, name, budget);
    } catch (const FileError&) {  // a file that cannot be read stays
    }
    return true;
  });
}

// Removing the directory fails while it contains anything but an empty trash and the ignore file;
// then that is restored.
void remove_if_empty(const Root& root, const std::string& name) noexcept {
  const Descriptor stage = open_own_stage(root, name);
  if (!stage || !remove_empty_trash(stage)) return;
  ::unlinkat(stage.get(), ignore_file, 0);
  if (::unlinkat(root.fd(), name.c_str(), AT_REMOVEDIR) == 0) return;
  try {
    put_ignore_file(stage.get());
  } catch (const FileError&) {  // nothing is lost without it
  }
}

}  // namespace

void Stage::sweep(const SweepLimits& limits) const noexcept {
  Budget budget(limits);
  for (const auto& names = stage_names(*root_, limits.entries); const auto& name : names) {
    if (const Descriptor stage = open_own_stage(*root_, name)) {
      sweep_stage(stage, budget);
      sweep_trash(stage);
    }
    remove_if_empty(*root_, name);
  }
}

void Stage::tidy() const noexcept {
  remove_if_empty(*root_, std::string(stage_name));
  remove_if_empty(*root_, root_->own_stage());
}

}  // namespace mcp::files
