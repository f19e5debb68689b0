#include "write_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "attributes.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "history/change_recorder.hpp"
#include "publication.hpp"
#include "space_claim.hpp"
#include "stage.hpp"
#include "stopped.hpp"
#include "text/chunks.hpp"
#include "text/unicode.hpp"

namespace mcp::files {

EnumNames<Visibility> enum_names(Visibility) {
  return {{Visibility::atomic, "atomic"}, {Visibility::live, "live"}};
}

EnumNames<OnError> enum_names(OnError) {
  return {{OnError::keep, "keep"}, {OnError::remove, "remove"}};
}

Object<WriteFile> WriteFile::describe() {
  return Object<WriteFile>()
      .required("path", &WriteFile::path, "Relative to the workspace")
      .required("content", &WriteFile::content, "")
      .optional("mode", &WriteFile::mode, "create: must not exist; overwrite: must exist")
      .optional("encoding", &WriteFile::encoding, "base64: content is decoded")
      .optional("ifMatch", &WriteFile::if_match, "Only if the file still has this etag; \"*\": any")
      .optional("createParents", &WriteFile::create_parents, "")
      .optional("executable", &WriteFile::executable, "")
      .optional("visibility", &WriteFile::visibility, "live: seen while it grows")
      .optional("onError", &WriteFile::on_error, "")
      .optional("breakLinks", &WriteFile::break_links, "Also replace a file with hard links")
      .optional("echo", &WriteFile::echo, "");
}

Object<WriteFileResult> WriteFileResult::describe() {
  return Object<WriteFileResult>()
      .optional("path", &WriteFileResult::path, "Relative to the workspace")
      .optional("size", &WriteFileResult::size, "Bytes")
      .optional("sha256", &WriteFileResult::sha256, "Of the content, hexadecimal")
      .optional("etag", &WriteFileResult::etag, "For ifMatch")
      .optional("created", &WriteFileResult::created, "The file is new")
      .optional("unchanged", &WriteFileResult::unchanged,
                "The file had this content already; nothing was written")
      .optional("chunks", &WriteFileResult::chunks, "How many chunks were written")
      .optional("durability", &WriteFileResult::durability,
                "fsync: content and name are on the disk")
      .optional("error", &WriteFileResult::error, "Why nothing was written");
}

namespace {

WriteTerms terms_of(const WriteFile& request) {
  return {.mode = request.mode,
          .if_match = request.if_match,
          .create_parents = request.create_parents,
          .executable = request.executable,
          .break_links = request.break_links};
}

class Writing {
 public:
  Writing(Workspace& workspace, const WriteFile& request, Echo& echo, std::string_view bytes,
          std::stop_token stop, ChangeRecorder* changes)
      : request_(request),
        echo_(echo),
        bytes_(bytes),
        stop_(std::move(stop)),
        changes_(changes),
        place_(workspace.locate_for_writing(request.path, request.area)),
        claim_(workspace, place_, bytes.size()),
        publication_(workspace, place_, terms_of(request),
                     {bytes.size(), [bytes, this](const Descriptor& file) {
                        return read_all(file.get(), bytes.size(), place_.shown) == bytes;
                      }}) {}

  WriteFileResult run() {
    if (publication_.is_done()) return unchanged();
    if (request_.visibility == Visibility::atomic) return write_atomic();
    if (publication_.replaces()) {
      throw FileError("E_INPUT", "visibility \"live\" is for new files only",
                      "use visibility \"atomic\"");
    }
    return write_live();
  }

 private:
  WriteFileResult write_atomic() {
    StagedFile file(place_);
    write_chunks(file.fd());
    if (changes_) {
      publication_.on_published([this](StagedFile& staged, const Descriptor& displaced) {
        changes_->published(place_, staged, displaced, version());
      });
    }
    const auto outcome = publication_.publish(file, [this] { throw_if_stopped(stop_); });
    if (outcome == Publication::Outcome::unchanged) return unchanged();
    claim_.spend();
    return result(file.fd(), outcome == Publication::Outcome::created);
  }

  WriteFileResult write_live() {
    const Target& target = publication_.target();
    const Descriptor file(::openat(target.directory.get(), target.name.c_str(),
                                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) throw system_error(errno, place_.shown);
    claim_.spend();
    try {
      set_new_mode(file.get(), request_.executable.value_or(false), place_.shown);
      write_chunks(file.get());
      sync_content(file.get(), place_.shown);
    } catch (...) {
      if (request_.on_error == OnError::remove && is_published(file.get(), target)) {
        ::unlinkat(target.directory.get(), target.name.c_str(), 0);
      }
      throw;
    }
    if (changes_) changes_->created(place_, version());
    sync_directory(target);
    require_published(file.get(), target);
    return result(file.get(), true);
  }

  FileVersion version() const { return {.size = bytes_.size(), .sha256 = sha256_}; }

  // A chunk is written before the client is told, so that the file contains what the client has
  // seen.
  void write_chunks(int file) {
    Sha256 sha;
    Chunks chunks(bytes_, request_.encoding == TextEncoding::utf8);
    while (const auto chunk = chunks.next()) {
      throw_if_stopped(stop_);
      write_fully(file, chunk->bytes, chunk->offset, place_.shown);
      sha.update(chunk->bytes);
      echo_.written(*chunk);
      ++chunk_count_;
    }
    sha256_ = to_hex(sha.finish());
  }

  // An earlier writer, perhaps a first attempt of this request, may not have synced the file.
  WriteFileResult unchanged() {
    const Target& target = publication_.target();
    const Descriptor file = open_existing(target);
    sync_content(file.get(), place_.shown);
    sync_directory(target);
    auto done = result(file.get(), false);
    done.unchanged = true;
    return done;
  }

  WriteFileResult result(int file, bool created) {
    if (sha256_.empty()) sha256_ = sha256_hex(bytes_);
    const struct stat status = status_of(file, place_.shown);
    return {.path = place_.shown,
            .size = static_cast<std::uint64_t>(status.st_size),
            .sha256 = sha256_,
            .etag = bytes_.size() <= max_digested_bytes ? etag_of_digest(sha256_)
                                                        : etag_of_status(status),
            .created = created,
            .unchanged = false,
            .chunks = chunk_count_,
            .durability = "fsync"};
  }

  const WriteFile& request_;
  Echo& echo_;
  const std::string_view bytes_;
  const std::stop_token stop_;
  ChangeRecorder* const changes_;
  const Place place_;
  SpaceClaim claim_;
  Publication publication_;
  std::string sha256_;
  std::uint64_t chunk_count_ = 0;
};

}  // namespace

WriteFileResult write_file(Workspace& workspace, const WriteFile& request, Echo& echo,
                           std::string_view bytes, std::stop_token stop, ChangeRecorder* changes) {
  return Writing(workspace, request, echo, bytes, std::move(stop), changes).run();
}

}  // namespace mcp::files
