#include "changes/journal.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "json/parse.hpp"
#include "manage/tree.hpp"
#include "mcp/codec.hpp"
#include "mcp/never_destroyed.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

constexpr const char* changes_name = "changes";
constexpr const char* journal_name = "journal";
constexpr const char* new_journal_name = "journal.new";
constexpr const char* undoing_name = "journal.undo";
constexpr mode_t journal_directory_mode = 0700;
constexpr mode_t journal_file_mode = 0600;
constexpr std::size_t journal_random_bytes = 16;
// 100 steps with two paths each, which may be longer as JSON.
constexpr std::uint64_t max_journal_bytes = std::uint64_t{4} << 20;
constexpr int open_journal = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

const std::string& shown_changes() {
  static const auto& text = never_destroyed(std::string("the journal of the changes"));
  return text;
}

void sync_or_throw(int descriptor) {
  if (::fsync(descriptor) != 0) throw system_error(errno, shown_changes());
}

void sync_root(const Root& root) {
  const Descriptor directory(::openat(root.fd(), ".", open_journal));
  if (!directory) throw system_error(errno, shown_changes());
  sync_or_throw(directory.get());
}

bool exists(int directory, const char* name) {
  return ::faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace

LockedDirectory open_locked_changes(const Root& root, const std::stop_token& stop) {
  return open_locked_in_stage(root, changes_name, shown_changes(), stop);
}

LockedDirectory try_open_changes(const Root& root, const std::string& stage) noexcept {
  LockedDirectory changes{{open_own_stage(root, stage), stage}, {}};
  if (!changes.stage.directory) return {};
  changes.directory.reset(::openat(changes.stage.directory.get(), changes_name, open_journal));
  if (!changes.directory || ::flock(changes.directory.get(), LOCK_EX | LOCK_NB) != 0) return {};
  struct stat status {};
  // Another process may have removed it before it was locked.
  if (::fstat(changes.directory.get(), &status) != 0 || status.st_nlink == 0) return {};
  return changes;
}

void remove_empty_changes(const LockedDirectory& changes) noexcept {
  ::unlinkat(changes.stage.directory.get(), changes_name, AT_REMOVEDIR);
}

Journal::Journal(const LockedDirectory& changes)
    : changes_(changes), name_(to_base64url(random_bytes(journal_random_bytes))) {
  if (::mkdirat(changes.directory.get(), name_.c_str(), journal_directory_mode) != 0) {
    throw system_error(errno, shown_changes());
  }
  directory_.reset(::openat(changes.directory.get(), name_.c_str(), open_journal));
  if (directory_) return;
  const int error_number = errno;
  ::unlinkat(changes.directory.get(), name_.c_str(), AT_REMOVEDIR);
  throw system_error(error_number, shown_changes());
}

Journal::Journal(const LockedDirectory& changes, std::string name)
    : changes_(changes),
      name_(std::move(name)),
      directory_(::openat(changes.directory.get(), name_.c_str(), open_journal)) {
  if (!directory_) throw system_error(errno, shown_changes());
}

Descriptor Journal::create(const std::string& name, const std::string& shown) const {
  Descriptor file(::openat(directory(), name.c_str(),
                           O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, journal_file_mode));
  if (!file) throw system_error(errno, shown);
  return file;
}

void Journal::save(const Root& root, const JournalRecord& record) const {
  const Descriptor file = create(new_journal_name, shown_changes());
  write_fully(file.get(), to_text(encode(record)), 0, shown_changes());
  sync_or_throw(file.get());
  sync_or_throw(changes_.directory.get());
  sync_or_throw(changes_.stage.directory.get());
  sync_root(root);
  if (::renameat(directory(), new_journal_name, directory(), journal_name) != 0) {
    throw system_error(errno, shown_changes());
  }
  sync_or_throw(directory());
}

bool Journal::is_undoing() const noexcept {
  return exists(directory(), undoing_name);
}

void Journal::begin_undoing() const noexcept {
  ::renameat(directory(), journal_name, directory(), undoing_name);
  ::fsync(directory());
}

std::optional<JournalRecord> Journal::load() const {
  const char* const name = is_undoing() ? undoing_name : journal_name;
  const Descriptor found(::openat(directory(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found && errno == ENOENT) return std::nullopt;
  if (!found) throw system_error(errno, shown_changes());
  const Descriptor file = reopen_regular(found, shown_changes());
  const auto text = read_all(file.get(), max_journal_bytes, shown_changes());
  try {
    return decode<JournalRecord>(json::parse(text).value()).value();
  } catch (const Error&) {
    throw DamagedRecord(shown_changes() + " is damaged");
  }
}

void Journal::close() const {
  const char* const name = is_undoing() ? undoing_name : journal_name;
  if (::unlinkat(directory(), name, 0) != 0 && errno != ENOENT) {
    throw system_error(errno, shown_changes());
  }
}

std::string Journal::keep(const std::string& name) const noexcept {
  const std::string kept = conflict_name(name_ + '-' + name);
  const int failed =
      ::renameat(directory(), name.c_str(), changes_.stage.directory.get(), kept.c_str());
  return failed == 0 ? changes_.stage.name + '/' + kept : std::string();
}

void Journal::keep_all() const noexcept {
  ::renameat(changes_.directory.get(), name_.c_str(), changes_.stage.directory.get(),
             conflict_name(name_).c_str());
}

void Journal::remove() const noexcept {
  if (exists(directory(), journal_name) || exists(directory(), undoing_name)) return;
  // Until it is on the disk that there is no record, the files are needed to undo it.
  if (::fsync(directory()) == 0) remove_tree(changes_.directory, name_);
}

}  // namespace mcp::files
