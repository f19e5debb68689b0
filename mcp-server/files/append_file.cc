#include "append_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "file_identity.hpp"
#include "file_lock.hpp"
#include "history/change_recorder.hpp"
#include "publish.hpp"
#include "space_claim.hpp"
#include "stopped.hpp"

namespace mcp::files {

Object<AppendFile> AppendFile::describe() {
  return Object<AppendFile>()
      .required("path", &AppendFile::path, "")
      .required("content", &AppendFile::content, "No line end is added")
      .optional("encoding", &AppendFile::encoding, "")
      .optional("expectedSize", &AppendFile::expected_size, "Makes repeating safe");
}

Object<AppendFileResult> AppendFileResult::describe() {
  return Object<AppendFileResult>()
      .optional("path", &AppendFileResult::path, "Relative to the workspace")
      .optional("size", &AppendFileResult::size, "Bytes of the file now; the next expectedSize")
      .optional("etag", &AppendFileResult::etag, "For ifMatch")
      .optional("replayed", &AppendFileResult::replayed,
                "An earlier call had appended this already; nothing was written")
      .optional("error", &AppendFileResult::error, "Why nothing was appended");
}

namespace {

constexpr int max_open_attempts = 16;  // while other programs replace the file

FileError size_mismatch(const std::string& shown, std::uint64_t actual) {
  return FileError("E_SIZE_MISMATCH",
                   '`' + shown + "` has " + std::to_string(actual) + " bytes, not expectedSize",
                   "read its end; append with the actual size what is missing")
      .expecting({{"size", actual}});
}

// The file with the target's name, opened for appending, and for reading what is at its end.
Descriptor open_for_append(const Target& target) {
  const Descriptor found = open_beneath(target.directory.get(), RelativePath().child(target.name),
                                        O_PATH | O_NOFOLLOW, Symlinks::refuse);
  if (!found && errno == ENOENT) {
    throw FileError("E_NOT_FOUND", '`' + target.shown + "` does not exist",
                    "create it with write_file");
  }
  if (!found) throw system_error(errno, target.shown);
  // Opening a device or a FIFO may act or block, so the type is checked before.
  require_regular(status_of(found.get(), target.shown), target.shown);
  const std::string same = "/proc/self/fd/" + std::to_string(found.get());
  Descriptor file(::open(same.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file) throw system_error(errno, target.shown);
  return file;
}

class Appending {
 public:
  Appending(Workspace& workspace, const AppendFile& request, std::string_view bytes,
            const std::stop_token& stop, ChangeRecorder* changes)
      : workspace_(workspace),
        request_(request),
        bytes_(bytes),
        stop_(stop),
        changes_(changes),
        place_(workspace.locate_for_writing(request.path, request.area)),
        claim_(workspace) {
    claim_.add(place_, bytes.size());
  }

  AppendFileResult run() {
    target_ = open_target(workspace_, place_, false);
    open_and_lock();
    const struct stat status = status_of(file_.get(), place_.shown);
    require_only_name(status);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const bool replayed = is_replay(size);
    replayed ? sync_again() : append_at(size);
    require_published(file_.get(), target_);
    return result(replayed);
  }

 private:
  // A file that was replaced while this call waited for its lock is no longer the one to append to.
  void open_and_lock() {
    for (int attempt = 0; attempt < max_open_attempts; ++attempt) {
      file_ = open_for_append(target_);
      lock_file(file_.get(), place_.shown, stop_);
      if (is_published(file_.get(), target_)) return;
    }
    throw system_error(EAGAIN, place_.shown);
  }

  void require_only_name(const struct stat& status) const {
    if (status.st_nlink <= 1) return;
    throw FileError("E_HARDLINK", '`' + place_.shown + "` has other names as well",
                    "read it and write the whole with write_file and breakLinks");
  }

  bool is_replay(std::uint64_t size) const {
    if (!request_.expected_size || bytes_.empty()) return false;
    const std::uint64_t before = *request_.expected_size;
    return size >= bytes_.size() && size - bytes_.size() == before &&
           read_at(file_.get(), before, bytes_.size(), place_.shown) == bytes_;
  }

  void append_at(std::uint64_t size) {
    if (request_.expected_size.value_or(size) != size) throw size_mismatch(place_.shown, size);
    const std::uint64_t limit = workspace_.options().max_file_bytes;
    if (size > limit || bytes_.size() > limit - size) throw too_large(limit);
    throw_if_stopped(stop_);
    if (!bytes_.empty()) write();
    sync_appended();
    if (changes_ && !bytes_.empty()) changes_->appended(place_, size, bytes_);
    claim_.spend();
  }

  // The system may have dropped the bytes after the error, and a later sync would not report it:
  // without them, a repeated call writes them again.
  void sync_appended() {
    if (::fsync(file_.get()) == 0) return;
    const int cause = errno;
    take_back(bytes_.size());
    throw system_error(cause, place_.shown);
  }

  // The call that is repeated may have ended before it could sync the file.
  void sync_again() const {
    if (::fsync(file_.get()) != 0) throw system_error(errno, place_.shown);
  }

  FileError too_large(std::uint64_t limit) const {
    return FileError("E_TOO_LARGE",
                     '`' + place_.shown + "` would have more than the limit of " +
                         std::to_string(limit) + " bytes",
                     "write the rest to another file");
  }

  // Each write goes to the end that the file has then, so it never overwrites what a program that
  // takes no lock has appended meanwhile.
  void write() {
    std::string_view rest = bytes_;
    while (!rest.empty()) {
      const ssize_t written = ::write(file_.get(), rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        const int cause = written == 0 ? ENOSPC : errno;
        take_back(bytes_.size() - rest.size());
        throw system_error(cause, place_.shown);
      }
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    require_expected_start();
  }

  void require_expected_start() {
    const auto end = static_cast<std::uint64_t>(::lseek(file_.get(), 0, SEEK_CUR));
    if (!request_.expected_size || end == *request_.expected_size + bytes_.size()) return;
    take_back(bytes_.size());
    throw size_mismatch(place_.shown, end - bytes_.size());
  }

  // Removes the last bytes that this call has written, as long as they are the end of the file.
  void take_back(std::size_t written) {
    if (written == 0) return;
    const auto end = ::lseek(file_.get(), 0, SEEK_CUR);
    const auto before = end - static_cast<off_t>(written);
    const bool is_end = status_of(file_.get(), place_.shown).st_size == end;
    if (is_end && ::ftruncate(file_.get(), before) == 0) return;
    claim_.spend();
    throw FileError("E_CONFLICT",
                    "another program has appended to `" + place_.shown + "` after " +
                        std::to_string(written) + " bytes of content",
                    "read the end of the file, then decide what is missing");
  }

  AppendFileResult result(bool replayed) const {
    const struct stat status = status_of(file_.get(), place_.shown);
    return {.path = place_.shown,
            .size = static_cast<std::uint64_t>(status.st_size),
            .etag = etag_of(file_.get(), place_.shown),
            .replayed = replayed};
  }

  Workspace& workspace_;
  const AppendFile& request_;
  const std::string_view bytes_;
  const std::stop_token& stop_;
  ChangeRecorder* const changes_;
  const Place place_;
  SpaceClaim claim_;
  Target target_;
  Descriptor file_;
};

}  // namespace

std::uint64_t size_to_append_to(const Workspace& workspace, const Place& place) {
  const Descriptor file = open_for_append(open_target(workspace, place, false));
  return static_cast<std::uint64_t>(status_of(file.get(), place.shown).st_size);
}

AppendFileResult append_file(Workspace& workspace, const AppendFile& request,
                             std::string_view bytes, const std::stop_token& stop,
                             ChangeRecorder* changes) {
  return Appending(workspace, request, bytes, stop, changes).run();
}

}  // namespace mcp::files
