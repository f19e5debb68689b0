#include "drafts/commit_draft.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "history/change_recorder.hpp"
#include "publication.hpp"
#include "stage.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr std::uint64_t digested_at_once = std::uint64_t{1} << 20;

FileError wrong_size(std::uint64_t expected, std::uint64_t actual) {
  return FileError("E_SIZE",
                   "the draft has " + std::to_string(actual) + " bytes instead of " +
                       std::to_string(expected),
                   "append what is missing, or begin again")
      .expecting({{"size", expected}, {"actual", actual}});
}

FileError wrong_digest(const std::string& actual) {
  return FileError("E_SHA256", "the draft has other bytes than the sha256 says",
                   "read its end with write_status, or begin again")
      .expecting({{"actual", actual}});
}

FileError lost_bytes(Draft& draft) {
  draft.record.state = DraftState::failed;
  draft.save();
  return FileError("E_IO", "the disk has lost bytes of this draft",
                   "call write_begin, and append all pieces again");
}

// The digest of all bytes, after each piece was compared with its own.
std::string digest_of(Draft& draft) {
  Sha256 whole;
  for (std::uint64_t seq = 1; seq <= draft.pieces().count(); ++seq) {
    const Piece piece = draft.pieces().at(seq);
    Sha256 part;
    for (std::uint64_t at = piece.offset; at < piece.end();) {
      const auto wanted = std::min(digested_at_once, piece.end() - at);
      const auto block = read_at(draft.data(), at, wanted, draft.record.path);
      if (block.size() != wanted) throw lost_bytes(draft);
      whole.update(block);
      part.update(block);
      at += block.size();
    }
    if (to_hex(part.finish()) != piece.sha256) throw lost_bytes(draft);
  }
  return to_hex(whole.finish());
}

std::string digest_of_file(int file, const std::string& shown) {
  Sha256 sha;
  for (std::uint64_t at = 0;;) {
    const auto block = read_at(file, at, digested_at_once, shown);
    if (block.empty()) return to_hex(sha.finish());
    sha.update(block);
    at += block.size();
  }
}

/// The inode that the draft's data has by name now; empty: it has none.
std::optional<struct stat> look_at_data(const Draft& draft) {
  struct stat status {};
  if (::fstatat(draft.directory(), draft.data_name().c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return std::nullopt;
  }
  return status;
}

void finish(Draft& draft) {
  draft.record.state = DraftState::committed;
  draft.record.inode.reset();
  draft.save();
  draft.drop_bytes();
}

void reopen(Draft& draft) {
  draft.record.state = DraftState::open;
  draft.record.inode.reset();
  draft.record.receipt.reset();
  draft.save();
}

class Commit {
 public:
  Commit(const Workspace& workspace, Draft& draft, const CommitCheck& check,
         const std::stop_token& stop, ChangeRecorder* changes)
      : draft_(draft),
        place_(workspace.locate_for_writing(draft.record.path, check.area)),
        size_(draft.pieces().next_offset()),
        stop_(stop),
        changes_(changes) {
    require_size(check.size);
    require_size(draft.record.total_size);
    // A piece whose record is missing was never acknowledged.
    if (::ftruncate(draft.data(), static_cast<off_t>(size_)) != 0) {
      throw system_error(errno, place_.shown);
    }
    sha256_ = digest_of(draft);
    require_digest(check.sha256);
    require_digest(draft.record.sha256);
  }

  WriteFileResult run(const Workspace& workspace) {
    Publication publication(workspace, place_, draft_.record.terms(),
                            {size_, [this](const Descriptor& file) {
                               return digest_of_file(file.get(), place_.shown) == sha256_;
                             }});
    const bool is_done = publication.is_done();
    const bool unchanged = is_done || publish(publication) == Publication::Outcome::unchanged;
    if (unchanged) keep_unchanged(publication);
    finish(draft_);
    return *draft_.record.receipt;
  }

 private:
  void require_size(const std::optional<std::uint64_t>& expected) const {
    if (expected && *expected != size_) throw wrong_size(*expected, size_);
  }

  void require_digest(const std::optional<std::string>& expected) const {
    if (expected && *expected != sha256_) throw wrong_digest(sha256_);
  }

  Publication::Outcome publish(Publication& publication) {
    StagedFile file({duplicate(draft_.stage().directory.get()), draft_.stage().name},
                    duplicate(draft_.directory()), duplicate(draft_.data()), draft_.data_name());
    if (changes_) {
      publication.on_published([this](StagedFile& staged, const Descriptor& displaced) {
        changes_->published(place_, staged, displaced, {.size = size_, .sha256 = sha256_});
      });
    }
    try {
      return publication.publish(file, [&] { record_intent(publication, file.fd()); });
    } catch (const FileError&) {
      file.forget();
      give_up(file.fd());
      throw;
    }
  }

  Descriptor duplicate(int descriptor) const {
    Descriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    if (!copy) throw system_error(errno, place_.shown);
    return copy;
  }

  // From here on, a crash leaves a draft that `settle` understands.
  void record_intent(const Publication& publication, int file) {
    throw_if_stopped(stop_);
    const struct stat status = status_of(file, place_.shown);
    draft_.record.state = DraftState::committing;
    draft_.record.inode = status.st_ino;
    draft_.record.receipt = receipt(status, !publication.replaces());
    draft_.save();
  }

  WriteFileResult receipt(const struct stat& status, bool created) const {
    return {.path = place_.shown,
            .size = size_,
            .sha256 = sha256_,
            .etag = size_ <= max_digested_bytes ? etag_of_digest(sha256_) : etag_of_status(status),
            .created = created,
            .unchanged = false,
            .chunks = draft_.pieces().count(),
            .durability = "fsync"};
  }

  // The commit has failed. Whether the file has its name shows what its bytes are called now.
  void give_up(int file) {
    const auto inode = status_of(file, place_.shown).st_ino;
    const bool nameless = status_of(file, place_.shown).st_nlink == 0;
    const auto named = look_at_data(draft_);
    if (nameless) draft_.restore_data();
    if (nameless || (named && named->st_ino == inode)) return reopen(draft_);
    finish(draft_);
  }

  void keep_unchanged(const Publication& publication) {
    const Descriptor file = open_existing(publication.target());
    sync_content(file.get(), place_.shown);
    sync_directory(publication.target());
    draft_.record.receipt = receipt(status_of(file.get(), place_.shown), false);
    draft_.record.receipt->unchanged = true;
  }

  Draft& draft_;
  const Place place_;
  const std::uint64_t size_;
  const std::stop_token& stop_;
  ChangeRecorder* const changes_;
  std::string sha256_;
};

// Whether the displaced file, which has the name of the data, may be removed.
bool may_be_replaced(const Draft& draft) {
  const auto& if_match = draft.record.if_match;
  if (!if_match || *if_match == any_etag) return true;
  const Descriptor displaced(::openat(draft.directory(), draft.data_name().c_str(),
                                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!displaced) return false;
  const struct stat status = status_of(displaced.get(), draft.record.path);
  return S_ISREG(status.st_mode) && etag_of(displaced.get(), draft.record.path) == *if_match;
}

// The displaced file was not the expected one: gives it its name back. False: another program has
// replaced the draft's file meanwhile.
bool put_back(const Workspace& workspace, const Draft& draft) {
  const Place place = workspace.locate_for_writing(draft.record.path);
  const Target target = open_target(workspace, place, false);
  const auto there = look(target);
  if (!there || there->st_ino != draft.record.inode) return false;
  return ::renameat2(draft.directory(), draft.data_name().c_str(), target.directory.get(),
                     target.name.c_str(), RENAME_EXCHANGE) == 0;
}

void keep_displaced(const Draft& draft) {
  ::renameat(draft.directory(), draft.data_name().c_str(), draft.stage().directory.get(),
             conflict_name(draft.data_name()).c_str());
}

}  // namespace

WriteFileResult commit_draft(const Workspace& workspace, Draft& draft, const CommitCheck& check,
                             const std::stop_token& stop, ChangeRecorder* changes) {
  try {
    return Commit(workspace, draft, check, stop, changes).run(workspace);
  } catch (FileError& error) {
    const bool can_replace = error.code() == "E_CONFLICT" || error.code() == "E_EXISTS";
    if (!can_replace || draft.record.state != DraftState::open) throw;
    throw std::move(error).advising(
        "read the file; then call write_commit with its etag as ifMatch, or write_abort");
  }
}

void settle(const Workspace& workspace, Draft& draft) {
  const auto named = look_at_data(draft);
  if (!named) return finish(draft);
  if (named->st_ino == draft.record.inode) {
    // With a second name, it was published by a link.
    if (named->st_nlink > 1) return finish(draft);
    reopen(draft);
    return draft.open_bytes();
  }
  if (may_be_replaced(draft)) return finish(draft);
  if (put_back(workspace, draft)) {
    reopen(draft);
    return draft.open_bytes();
  }
  keep_displaced(draft);
  finish(draft);
}

}  // namespace mcp::files
