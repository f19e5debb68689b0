#include "manage/tree.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "beneath.hpp"
#include "directory_names.hpp"
#include "file_error.hpp"
#include "shown_path.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr mode_t owner_may_all = 0700;

FileError too_large(const std::string& shown, const std::string& than) {
  return FileError("E_TOO_LARGE", '`' + shown + "` is too large for one call: more than " + than,
                   "handle the directories in it one by one");
}

class TreeVisit {
 public:
  TreeVisit(const std::string& shown, TreeCount& count, const std::stop_token& stop,
            const VisitTree& visit)
      : shown_(shown), count_(count), stop_(stop), visit_(visit) {}

  void below(const Descriptor& directory, const RelativePath& path) {
    for (const std::string& name : names_in(directory, shown_, count_.limits().entries)) {
      throw_if_stopped(stop_);
      const RelativePath here = path.child(name);
      struct stat status {};
      if (::fstatat(directory.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        throw system_error(errno, shown_of(here));
      }
      count_.add(status);
      visit_({here, status});
      if (!S_ISDIR(status.st_mode)) continue;
      count_.require_depth(here.components().size());
      const Descriptor child = open_beneath(directory.get(), RelativePath().child(name),
                                            O_RDONLY | O_DIRECTORY, Symlinks::refuse);
      if (!child) throw system_error(errno, shown_of(here));
      below(child, here);
    }
  }

 private:
  std::string shown_of(const RelativePath& path) const {
    return name_to_show(shown_ + '/' + path.text());
  }

  const std::string& shown_;
  TreeCount& count_;
  const std::stop_token& stop_;
  const VisitTree& visit_;
};

// Directories that were not writable cannot be emptied before they are.
Descriptor open_to_empty(const Descriptor& directory, const std::string& name) {
  const auto path = RelativePath().child(name);
  const Descriptor found =
      open_beneath(directory.get(), path, O_PATH | O_DIRECTORY, Symlinks::refuse);
  if (!found) return {};
  const std::string same = "/proc/self/fd/" + std::to_string(found.get());
  ::chmod(same.c_str(), owner_may_all);
  return open_beneath(directory.get(), path, O_RDONLY | O_DIRECTORY, Symlinks::refuse);
}

}  // namespace

void TreeCount::add(const struct stat& status) {
  ++size_.entries;
  if (S_ISREG(status.st_mode)) size_.bytes += static_cast<std::uint64_t>(status.st_size);
  if (size_.entries > limits_.entries) {
    throw too_large(shown_, std::to_string(limits_.entries) + " files and directories");
  }
  if (size_.bytes > limits_.bytes) {
    throw too_large(shown_, std::to_string(limits_.bytes) + " bytes");
  }
}

void TreeCount::require_depth(std::size_t depth) const {
  if (depth <= limits_.depth) return;
  throw too_large(shown_, std::to_string(limits_.depth) + " levels of directories");
}

std::vector<std::string> names_in(const Descriptor& directory, const std::string& shown,
                                  std::uint64_t limit) {
  std::vector<std::string> names;
  DirectoryReader reader(directory.get());
  while (const dirent* entry = reader.next()) {
    if (names.size() == limit) {
      throw too_large(shown, std::to_string(limit) + " files and directories");
    }
    names.emplace_back(entry->d_name);
  }
  if (reader.error() != 0) throw system_error(reader.error(), shown);
  std::ranges::sort(names);
  return names;
}

bool is_empty(const Descriptor& directory, const std::string& shown) {
  DirectoryReader reader(directory.get());
  const bool has_entry = reader.next() != nullptr;
  if (reader.error() != 0) throw system_error(reader.error(), shown);
  return !has_entry;
}

void visit_tree(const Descriptor& top, const std::string& shown, TreeCount& count,
                const std::stop_token& stop, const VisitTree& visit) {
  TreeVisit(shown, count, stop, visit).below(top, {});
}

bool remove_tree(const Descriptor& directory, const std::string& name) noexcept {
  if (::unlinkat(directory.get(), name.c_str(), 0) == 0 || errno == ENOENT) return true;
  if (::unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR) == 0) return true;
  if (errno != ENOTEMPTY && errno != EEXIST) return false;
  try {
    const Descriptor child = open_to_empty(directory, name);
    if (!child) return false;
    for (const auto& names = names_in(child, name); const auto& below : names) {
      remove_tree(child, below);
    }
  } catch (const std::exception&) {
    return false;
  }
  return ::unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR) == 0;
}

}  // namespace mcp::files
