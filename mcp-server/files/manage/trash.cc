#include "manage/trash.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "json/parse.hpp"
#include "manage/rename_new.hpp"
#include "publication.hpp"
#include "stage.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr mode_t private_record = 0600;
constexpr std::uint64_t max_record_bytes = std::uint64_t{64} << 10;

FileError too_large_for_trash(const std::string& shown, const TrashLimits& limits) {
  return FileError(
      "E_TOO_LARGE",
      '`' + shown + "` has more bytes than the trash keeps (" + std::to_string(limits.bytes) + ')',
      "delete parts of it, or ask the person to delete it");
}

FileError cannot_delete(int error_number, const std::string& shown) {
  if (error_number != EXDEV) return system_error(error_number, shown);
  return FileError("E_XDEV", '`' + shown + "` is on another file system than the trash",
                   "ask the person to delete it");
}

// The lock is held.
void remove_locked_if_empty(const OpenTrash& trash) {
  ::unlinkat(trash.stage.directory.get(), trash_name, AT_REMOVEDIR);
}

/// The record of an object that is being put into the trash. The destructor removes it, and the
/// trash if it is empty, unless it is kept.
class NewRecord {
 public:
  NewRecord(const OpenTrash& trash, const TrashEntry& entry)
      : trash_(trash), name_(entry.name.record()) {
    const Descriptor file(::openat(trash.directory.get(), name_.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   private_record));
    if (!file) throw system_error(errno, entry.record.path);
    write_fully(file.get(), encode(entry.record).dump(), 0, entry.record.path);
    sync_content(file.get(), entry.record.path);
  }
  ~NewRecord() {
    if (kept_) return;
    ::unlinkat(trash_.directory.get(), name_.c_str(), 0);
    remove_locked_if_empty(trash_);
  }
  NewRecord(const NewRecord&) = delete;
  NewRecord& operator=(const NewRecord&) = delete;

  void keep() { kept_ = true; }

 private:
  const OpenTrash& trash_;
  const std::string name_;
  bool kept_ = false;
};

// Another program has exchanged the object after it was checked. If its place is taken as well, the
// trash keeps what has come into it.
void require_checked(const Source& source, const OpenTrash& trash, const TrashEntry& entry,
                     NewRecord& record) {
  struct stat moved {};
  if (::fstatat(trash.directory.get(), entry.name.text.c_str(), &moved, AT_SYMLINK_NOFOLLOW) == 0 &&
      moved.st_ino == source.status.st_ino && moved.st_dev == source.status.st_dev) {
    return;
  }
  const bool is_back = rename_new({trash.directory.get(), entry.name.text},
                                  {source.at.directory.get(), source.at.name}) == 0;
  if (!is_back) record.keep();
  const std::string where =
      is_back ? "nothing was deleted" : "what it was then is kept as " + entry.kept_as;
  throw FileError(
      "E_CONFLICT",
      '`' + source.place.shown + "` was replaced by another program meanwhile; " + where,
      "list the directory, then decide");
}

std::optional<TrashRecord> read_record(const Descriptor& trash, const TrashName& name) {
  const Descriptor found(
      ::openat(trash.get(), name.record().c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found) return std::nullopt;
  try {
    const Descriptor file = reopen_regular(found, "the record");
    const auto json = json::parse(read_all(file.get(), max_record_bytes, "the record"));
    if (!json) return std::nullopt;
    auto record = decode<TrashRecord>(*json);
    if (!record) return std::nullopt;
    return *std::move(record);
  } catch (const FileError&) {
    return std::nullopt;
  }
}

}  // namespace

TrashEntry Trash::put(const Source& source, const TreeSize& size,
                      const std::stop_token& stop) const {
  if (size.bytes > limits_.bytes) throw too_large_for_trash(source.place.shown, limits_);
  OpenTrash trash = open_locked_trash(*root_, stop);
  throw_if_stopped(stop);
  TrashEntry entry{TrashName::make(size.bytes), {source.place.path.text(), size.entries}, {}};
  entry.kept_as = trash.path_of(entry.name);
  NewRecord record(trash, entry);
  const int failed = rename_new({source.at.directory.get(), source.at.name},
                                {trash.directory.get(), entry.name.text});
  if (failed != 0) throw cannot_delete(failed, source.place.shown);
  require_checked(source, trash, entry, record);
  record.keep();
  sync_content(trash.directory.get(), source.place.shown);
  sync_directory(source.at);
  trash.directory.reset();  // ends the lock
  sweep_trash(trash.stage.directory, limits_);
  return entry;
}

void Trash::take_back(const TrashEntry& entry, const Target& to,
                      const std::stop_token& stop) const {
  const OpenTrash trash = open_locked_trash(*root_, stop);
  const int failed =
      rename_new({trash.directory.get(), entry.name.text}, {to.directory.get(), to.name});
  if (failed == EEXIST) throw name_is_taken(to.shown);
  if (failed == ENOENT) {
    throw FileError("E_NOT_FOUND", '`' + entry.record.path + "` is no longer in the trash",
                    "write it again");
  }
  if (failed != 0) throw system_error(failed, to.shown);
  sync_directory(to);
  ::unlinkat(trash.directory.get(), entry.name.record().c_str(), 0);
  remove_locked_if_empty(trash);
}

std::vector<TrashEntry> Trash::entries() const {
  std::vector<TrashEntry> all;
  for (const std::string& stage : {std::string(stage_name), root_->own_stage()}) {
    OpenTrash trash{{open_own_stage(*root_, stage), stage}, {}};
    if (trash.stage.directory) trash.directory = open_trash(trash.stage.directory);
    if (!trash.directory) continue;
    for (auto& name : objects_in(trash.directory)) {
      auto record = read_record(trash.directory, name);
      if (!record) continue;
      TrashEntry entry{std::move(name), *std::move(record), {}};
      entry.kept_as = trash.path_of(entry.name);
      all.push_back(std::move(entry));
    }
  }
  return all;
}

}  // namespace mcp::files
