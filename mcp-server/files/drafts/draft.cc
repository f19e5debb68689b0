#include "drafts/draft.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "directory_names.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "json/parse.hpp"
#include "mcp/codec.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr const char* record_name = "record";
constexpr const char* new_record_name = "record.new";
constexpr const char* log_name = "pieces";
constexpr mode_t draft_directory_mode = 0700;
constexpr mode_t draft_file_mode = 0600;
constexpr std::uint64_t max_record_bytes = std::uint64_t{64} << 10;
constexpr std::size_t copied_at_once = std::size_t{1} << 20;

// Never follows a link, and never waits for the other end of a FIFO.
constexpr int safely = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

FileError in_use() {
  return FileError("E_BUSY", "another call uses this draft", "try again").retryable();
}

Descriptor open_regular(int directory, const std::string& name, int flags,
                        const std::string& shown) {
  Descriptor file(::openat(directory, name.c_str(), flags | safely, draft_file_mode));
  if (!file) throw system_error(errno, shown);
  require_regular(status_of(file.get(), shown), shown);
  return file;
}

// Empty: there is none, or it is damaged.
std::optional<DraftRecord> read_record(int directory, const std::string& id) {
  try {
    const Descriptor file = open_regular(directory, record_name, O_RDONLY, id);
    const auto text = read_all(file.get(), max_record_bytes, id);
    return decode<DraftRecord>(json::parse(text).value()).value();
  } catch (const FileError&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

Descriptor open_home(const DraftHome& home) {
  return Descriptor(::openat(home.owner.get(), home.id.c_str(), O_RDONLY | O_DIRECTORY | safely));
}

void reserve(int file, std::uint64_t bytes, const std::string& shown) {
  if (bytes == 0 || ::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0) {
    return;
  }
  if (errno != EOPNOTSUPP && errno != ENOSYS) throw system_error(errno, shown);
}

}  // namespace

Draft::Draft(DraftHome home, Descriptor directory)
    : home_(std::move(home)), directory_(std::move(directory)) {
  if (::flock(directory_.get(), LOCK_EX | LOCK_NB) != 0) throw in_use();
}

Draft Draft::make(DraftHome home, DraftRecord record) {
  const std::string shown = record.path;
  const int owner = home.owner.get();
  if (::mkdirat(owner, home.id.c_str(), draft_directory_mode) != 0) {
    throw system_error(errno, shown);
  }
  Descriptor directory = open_home(home);
  if (!directory) throw system_error(errno, shown);
  Draft draft(std::move(home), std::move(directory));
  draft.record = std::move(record);
  try {
    draft.open_files(O_CREAT | O_EXCL);
    reserve(draft.data(), draft.record.total_size.value_or(0), shown);
    draft.save();
    sync_content(owner, shown);
  } catch (const FileError&) {
    draft.remove();
    throw;
  }
  return draft;
}

std::optional<Draft> Draft::open(DraftHome home) {
  Descriptor directory = open_home(home);
  if (!directory) return std::nullopt;
  Draft draft(std::move(home), std::move(directory));
  if (!draft.load()) return std::nullopt;
  return draft;
}

std::optional<DraftRecord> Draft::peek(const DraftHome& home) {
  const Descriptor directory = open_home(home);
  return directory ? read_record(directory.get(), home.id) : std::nullopt;
}

void Draft::remove_unfinished(DraftHome home) {
  Descriptor directory = open_home(home);
  if (!directory) return;
  Draft draft(std::move(home), std::move(directory));
  const bool has_record = ::faccessat(draft.directory(), record_name, F_OK, 0) == 0;
  if (!has_record && errno == ENOENT) draft.remove();
}

bool Draft::load() {
  auto found = read_record(directory(), home_.id);
  if (!found || found->handle.empty()) return false;
  record = *std::move(found);
  try {
    if (record.state == DraftState::open) open_files(0);
    return true;
  } catch (const FileError&) {
    return false;
  }
}

void Draft::open_files(int create_flag) {
  data_ = open_regular(directory(), data_name(), O_RDWR | create_flag, record.path);
  log_ = open_regular(directory(), log_name, O_RDWR | create_flag, record.path);
  pieces_ = std::make_unique<PieceLog>(log_.get(), data_.get());
}

void Draft::open_bytes() {
  open_files(0);
}

std::int64_t Draft::last_used() const {
  std::int64_t latest = record.begun;
  for (const char* name : {record_name, log_name}) {
    struct stat status {};
    if (::fstatat(directory(), name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
      latest = std::max<std::int64_t>(latest, status.st_mtim.tv_sec);
    }
  }
  return latest;
}

void Draft::correct_last_used(std::int64_t now) const {
  const timespec time{.tv_sec = static_cast<std::time_t>(now), .tv_nsec = 0};
  const timespec times[] = {time, time};
  for (const char* name : {record_name, log_name}) {
    ::utimensat(directory(), name, times, AT_SYMLINK_NOFOLLOW);
  }
}

void Draft::save() {
  const std::string& shown = record.path;
  const Descriptor file =
      open_regular(directory(), new_record_name, O_WRONLY | O_CREAT | O_TRUNC, shown);
  write_fully(file.get(), to_text(encode(record)), 0, shown);
  sync_content(file.get(), shown);
  if (::renameat(directory(), new_record_name, directory(), record_name) != 0) {
    throw system_error(errno, shown);
  }
  sync_content(directory(), shown);
}

void Draft::restore_data() {
  const std::string& shown = record.path;
  Descriptor copy = open_regular(directory(), data_name(), O_RDWR | O_CREAT | O_EXCL, shown);
  for (std::uint64_t offset = 0; offset < pieces().next_offset();) {
    const std::string block = read_at(data(), offset, copied_at_once, shown);
    if (block.empty()) break;
    write_fully(copy.get(), block, offset, shown);
    offset += block.size();
  }
  sync_content(copy.get(), shown);
  data_ = std::move(copy);
}

void Draft::drop_bytes() noexcept {
  ::unlinkat(directory(), data_name().c_str(), 0);
  ::unlinkat(directory(), log_name, 0);
  data_.reset();
  pieces_.reset();
}

void Draft::remove() noexcept {
  for_each_name(directory(), [this](const char* name) {
    ::unlinkat(directory(), name, 0);
    return true;
  });
  ::unlinkat(home_.owner.get(), home_.id.c_str(), AT_REMOVEDIR);
}

}  // namespace mcp::files
