#include "manage/open_trash.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "locked_directory.hpp"
#include "manage/tree.hpp"
#include "mcp/never_destroyed.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t name_bytes = 16;

const std::string& shown_trash() {
  static const auto& text = never_destroyed(std::string("the trash"));
  return text;
}

// Whether an object may stay, when those that are newer have so many bytes and are so many.
bool may_stay(const TrashName& name, const TrashLimits& limits, std::uint64_t bytes,
              std::size_t objects) {
  const bool is_old = name.deleted_at + limits.age.count() <= std::time(nullptr);
  return !is_old && bytes <= limits.bytes && objects <= limits.objects;
}

void remove_records_without_objects(const Descriptor& trash,
                                    const std::vector<std::string>& names) {
  constexpr std::string_view ending = ".json";
  for (const auto& name : names) {
    if (!name.ends_with(ending)) continue;
    const std::string object = name.substr(0, name.size() - ending.size());
    if (!TrashName::parse(object) || std::ranges::binary_search(names, object)) continue;
    ::unlinkat(trash.get(), name.c_str(), 0);
  }
}

std::vector<TrashName> objects_among(const std::vector<std::string>& names) {
  std::vector<TrashName> objects;
  for (const auto& name : names) {
    if (auto object = TrashName::parse(name)) objects.push_back(*std::move(object));
  }
  return objects;
}

}  // namespace

Descriptor open_trash(const Descriptor& stage) {
  return Descriptor(
      ::openat(stage.get(), trash_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

OpenTrash open_locked_trash(const Root& root, const std::stop_token& stop) {
  LockedDirectory trash = open_locked_in_stage(root, trash_name, shown_trash(), stop);
  return {std::move(trash.stage), std::move(trash.directory)};
}

std::vector<TrashName> objects_in(const Descriptor& trash) {
  return objects_among(names_in(trash, shown_trash()));
}

std::vector<std::string> expel(const Descriptor& stage, const Descriptor& trash,
                               const TrashLimits& limits) {
  const auto names = names_in(trash, shown_trash());
  remove_records_without_objects(trash, names);
  std::vector<std::string> expelled;
  std::uint64_t bytes = 0;
  std::size_t objects = 0;
  auto kept = objects_among(names);
  std::ranges::reverse(kept);
  for (const TrashName& name : kept) {
    bytes += std::min(name.bytes, limits.bytes);
    if (may_stay(name, limits, bytes, ++objects)) continue;
    const std::string left = to_base64url(random_bytes(name_bytes)).append(staged_suffix);
    if (::renameat(trash.get(), name.text.c_str(), stage.get(), left.c_str()) != 0) continue;
    ::unlinkat(trash.get(), name.record().c_str(), 0);
    expelled.push_back(left);
  }
  return expelled;
}

void sweep_trash(const Descriptor& stage, const TrashLimits& limits) noexcept {
  try {
    std::vector<std::string> expelled;
    {
      const Descriptor trash = open_trash(stage);
      if (!trash || ::flock(trash.get(), LOCK_EX | LOCK_NB) != 0) return;
      expelled = expel(stage, trash, limits);
    }
    for (const auto& name : expelled) remove_tree(stage, name);
  } catch (const std::exception&) {  // what is left is removed by the next sweep
  }
}

bool remove_empty_trash(const Descriptor& stage) noexcept {
  const Descriptor trash = open_trash(stage);
  if (!trash) return errno == ENOENT;
  // A process that has the lock is going to put something into it.
  if (::flock(trash.get(), LOCK_EX | LOCK_NB) != 0) return false;
  return ::unlinkat(stage.get(), trash_name, AT_REMOVEDIR) == 0;
}

}  // namespace mcp::files
