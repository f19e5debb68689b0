#include "changes/step.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "manage/rename_new.hpp"
#include "manage/source.hpp"

namespace mcp::files {
namespace {

NameIn name_of(const Target& target) {
  return {target.directory.get(), target.name};
}

// 0: there is no such name, or it cannot be looked at.
std::uint64_t inode_at(const NameIn& name) noexcept {
  struct stat status {};
  const int failed = ::fstatat(name.directory, name.name.c_str(), &status, AT_SYMLINK_NOFOLLOW);
  return failed == 0 ? status.st_ino : 0;
}

std::string etag_at(const NameIn& name, const std::string& shown) {
  const Descriptor found(
      ::openat(name.directory, name.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found) throw system_error(errno, shown);
  return etag_of(reopen_regular(found, shown).get(), shown);
}

bool is_that_file(const NameIn& name, const FileIdentity& file) noexcept {
  if (inode_at(name) != file.inode) return false;
  try {
    return etag_at(name, {}) == file.etag;
  } catch (const std::exception&) {  // not a regular file, or unreadable
    return false;
  }
}

FileError changed_meanwhile(const TransactionStep& step) {
  return FileError("E_CONFLICT", '`' + step.at.shown + "` was changed by another program meanwhile",
                   "read it again and repeat the changes");
}

void require_expected(const NameIn& name, const TransactionStep& step) {
  const std::string etag = etag_at(name, step.at.shown);
  if (etag == step.record.before.etag) return;
  throw changed_meanwhile(step).expecting({{"etag", etag}});
}

// After a crash the moved file is recognized by its inode, so that must be the expected one, too.
void require_moved(TransactionStep& step) {
  const NameIn to = name_of(step.to);
  const std::uint64_t expected = step.record.before.inode;
  // If it is another file, that one has to be moved back.
  step.record.before.inode = inode_at(to);
  require_expected(to, step);
  if (step.record.before.inode != expected) throw changed_meanwhile(step);
}

// Another program may have replaced the new file just after it got its name.
void require_written(const TransactionStep& step) {
  if (inode_at(name_of(step.at)) != step.record.after.inode) throw changed_meanwhile(step);
}

void rename_or_throw(const NameIn& from, const NameIn& to, const std::string& shown) {
  const int failed = rename_new(from, to);
  if (failed == EEXIST) throw name_is_taken(shown);
  if (failed != 0) throw system_error(failed, shown);
}

int exchange_names(const NameIn& one, const NameIn& other) noexcept {
  return ::renameat2(one.directory, one.name.c_str(), other.directory, other.name.c_str(),
                     RENAME_EXCHANGE) == 0
             ? 0
             : errno;
}

void exchange_or_throw(const NameIn& staged, const Target& at) {
  const int failed = exchange_names(staged, name_of(at));
  if (failed == EINVAL || failed == ENOSYS) {
    throw FileError("E_IO", "the file system of `" + at.shown + "` cannot exchange two files",
                    "change the files one by one, with edit_file and write_file");
  }
  if (failed != 0) throw system_error(failed, at.shown);
}

/// Undoes one step.
class Undoing {
 public:
  Undoing(const Journal& journal, const TransactionStep& step, std::vector<std::string>& kept)
      : journal_(journal),
        step_(step),
        staged_{journal.directory(), step.name},
        at_(name_of(step.at)),
        to_(name_of(step.to)),
        kept_(kept) {}

  Undone create() {
    const auto& file = step_.record.after;
    if (inode_at(staged_) == 0 && is_that_file(at_, file)) {
      const int failed = rename_new(at_, staged_);
      if (failed != 0) return failed == ENOENT ? Undone::yes : Undone::no;
      // Another program exchanged the file just before.
      if (inode_at(staged_) != file.inode) return give_back(at_);
    } else if (inode_at(staged_) != 0 && inode_at(staged_) == inode_at(at_)) {
      // It was being published by a link.
      if (::unlinkat(at_.directory, at_.name.c_str(), 0) != 0) return Undone::no;
    }
    return Undone::yes;
  }

  Undone replace() {
    const auto& file = step_.record.after;
    const std::uint64_t staged = inode_at(staged_);
    if (staged == file.inode || staged == 0) return Undone::yes;
    if (inode_at(at_) == 0) return give_back(at_);
    if (!is_that_file(at_, file)) return keep();
    const int failed = exchange_names(staged_, at_);
    if (failed == ENOENT) return give_back(at_);
    if (failed != 0) return Undone::no;
    // What another program put there just before is in the journal now.
    return inode_at(staged_) == file.inode ? Undone::yes : keep();
  }

  Undone move() {
    const std::uint64_t file = step_.record.before.inode;
    if (inode_at(to_) != file) return Undone::yes;
    if (inode_at(at_) == file) {
      // It was being moved by a link.
      return ::unlinkat(to_.directory, to_.name.c_str(), 0) == 0 ? Undone::yes : Undone::no;
    }
    const int failed = rename_new(to_, at_);
    if (failed == 0 || !is_final(failed)) return failed == 0 ? Undone::yes : Undone::no;
    add_kept(step_.to.shown);
    return Undone::kept;
  }

  Undone remove() {
    const std::uint64_t staged = inode_at(staged_);
    if (staged == 0 || staged == inode_at(at_)) return Undone::yes;
    return give_back(at_);
  }

 private:
  // Whether the error would be the same later.
  static bool is_final(int error_number) {
    return error_number == EEXIST || error_number == ENOENT || error_number == ENOTDIR ||
           error_number == EBADF;
  }

  Undone give_back(const NameIn& to) {
    const int failed = rename_new(staged_, to);
    if (failed == 0) return Undone::yes;
    return is_final(failed) ? keep() : Undone::no;
  }

  Undone keep() {
    const std::string path = journal_.keep(step_.name);
    if (path.empty()) return Undone::no;
    add_kept(path);
    return Undone::kept;
  }

  void add_kept(const std::string& path) { kept_.push_back('`' + step_.at.shown + "` as " + path); }

  const Journal& journal_;
  const TransactionStep& step_;
  const NameIn staged_;
  const NameIn at_;
  const NameIn to_;
  std::vector<std::string>& kept_;
};

}  // namespace

void perform(const Journal& journal, TransactionStep& step) {
  const NameIn staged{journal.directory(), step.name};
  const NameIn at = name_of(step.at);
  switch (step.record.kind) {
    case TransactionStepKind::create:
      rename_or_throw(staged, at, step.at.shown);
      return require_written(step);
    case TransactionStepKind::replace:
      exchange_or_throw(staged, step.at);
      require_expected(staged, step);
      return require_written(step);
    case TransactionStepKind::move:
      rename_or_throw(at, name_of(step.to), step.to.shown);
      return require_moved(step);
    case TransactionStepKind::remove:
      rename_or_throw(at, staged, step.at.shown);
      return require_expected(staged, step);
  }
}

bool is_complete(const Journal& journal, const TransactionStep& step) noexcept {
  const NameIn staged{journal.directory(), step.name};
  const FileIdentity& before = step.record.before;
  try {
    switch (step.record.kind) {
      case TransactionStepKind::create:
        return inode_at(staged) == 0;
      case TransactionStepKind::replace:
        return inode_at(staged) != step.record.after.inode && etag_at(staged, {}) == before.etag;
      case TransactionStepKind::move:
        return inode_at(name_of(step.to)) == before.inode &&
               inode_at(name_of(step.at)) != before.inode;
      case TransactionStepKind::remove:
        return inode_at(name_of(step.at)) != inode_at(staged) && etag_at(staged, {}) == before.etag;
    }
  } catch (const std::exception&) {  // the file is not there, or not the expected one
  }
  return false;
}

Undone undo(const Journal& journal, const TransactionStep& step, std::vector<std::string>& kept) {
  Undoing undoing(journal, step, kept);
  switch (step.record.kind) {
    case TransactionStepKind::create:
      return undoing.create();
    case TransactionStepKind::replace:
      return undoing.replace();
    case TransactionStepKind::move:
      return undoing.move();
    case TransactionStepKind::remove:
      return undoing.remove();
  }
  return Undone::no;
}

}  // namespace mcp::files
