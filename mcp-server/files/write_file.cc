#include "write_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "attributes.hpp"
#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "publish.hpp"
#include "space_claim.hpp"
#include "stage.hpp"
#include "text/chunks.hpp"
#include "text/unicode.hpp"

namespace mcp::files {

EnumNames<WriteMode> enum_names(WriteMode) {
  return {{WriteMode::create, "create"},
          {WriteMode::overwrite, "overwrite"},
          {WriteMode::upsert, "upsert"}};
}

EnumNames<TextEncoding> enum_names(TextEncoding) {
  return {{TextEncoding::utf8, "utf8"}, {TextEncoding::base64, "base64"}};
}

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
      .optional("visibility", &WriteFile::visibility, "live: a new file is seen while it grows")
      .optional("onError", &WriteFile::on_error, "For unfinished live files")
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

std::string_view decoded_content(const WriteFile& request, std::string& storage) {
  if (request.encoding == TextEncoding::utf8) return request.content;
  auto bytes = from_base64(request.content);
  if (!bytes) {
    throw FileError("E_ENCODING", "the content is not valid base64",
                    "use the standard alphabet with padding and no white space, or encoding utf8");
  }
  storage = *std::move(bytes);
  return storage;
}

namespace {

FileError conflict(const std::string& shown, const std::string& actual) {
  return FileError("E_CONFLICT", '`' + shown + "` was changed since it was read",
                   "read it again and repeat the change on its new content")
      .expecting({{"etag", actual}});
}

class Writing {
 public:
  Writing(Workspace& workspace, const WriteFile& request, Echo& echo, std::string_view bytes,
          std::stop_token stop)
      : workspace_(workspace),
        request_(request),
        echo_(echo),
        bytes_(bytes),
        stop_(std::move(stop)),
        place_(workspace.locate_for_writing(request.path, request.area)),
        claim_(workspace) {
    claim_.add(place_, bytes.size());
  }

  WriteFileResult run() {
    target_ = open_target(workspace_, place_, request_.create_parents);
    if (auto existing = look(target_)) {
      require_regular(*existing, place_.shown);
      if (same_content(*existing)) return unchanged();
      require_replaceable(*existing);
      return request_.visibility == Visibility::live ? refuse_live() : replace(*existing);
    }
    require_creatable();
    return request_.visibility == Visibility::live ? write_live() : create();
  }

 private:
  // A request that is repeated after it has succeeded succeeds again, whatever its mode.
  bool same_content(const struct stat& existing) {
    if (static_cast<std::uint64_t>(existing.st_size) != bytes_.size()) return false;
    const bool executable = (existing.st_mode & S_IXUSR) != 0;
    if (request_.executable.value_or(executable) != executable) return false;
    try {
      const Descriptor file = open_existing(target_);
      return read_all(file.get(), bytes_.size(), place_.shown) == bytes_;
    } catch (const FileError&) {
      return false;  // unreadable, or another file by now: later checks report it
    }
  }

  void require_replaceable(const struct stat& existing) {
    if (request_.mode == WriteMode::create) {
      throw FileError("E_EXISTS", '`' + place_.shown + "` exists already",
                      "to replace it, use mode \"overwrite\" or \"upsert\"")
          .expecting({{"etag", current_etag()}});
    }
    if (existing.st_nlink > 1 && !request_.break_links) {
      throw FileError("E_HARDLINK", '`' + place_.shown + "` has other names as well",
                      "set breakLinks to true to replace it under this name only");
    }
    if (::faccessat(target_.directory.get(), target_.name.c_str(), W_OK,
                    AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0) {
      throw system_error(errno, place_.shown);
    }
    if (request_.if_match && *request_.if_match != any_etag) {
      const auto etag = current_etag();
      if (etag != *request_.if_match) throw conflict(place_.shown, etag);
    }
  }

  void require_creatable() const {
    if (request_.mode == WriteMode::overwrite || request_.if_match) {
      throw FileError("E_NOT_FOUND", '`' + place_.shown + "` does not exist",
                      "use mode \"create\" without ifMatch");
    }
  }

  std::string current_etag() const { return etag_of(open_existing(target_).get(), place_.shown); }

  WriteFileResult refuse_live() const {
    throw FileError("E_INPUT", "visibility \"live\" is for new files only",
                    "use visibility \"atomic\"");
  }

  WriteFileResult create() {
    StagedFile file(place_);
    write_chunks(file.fd());
    set_new_mode(file.fd(), request_.executable.value_or(false), place_.shown);
    sync(file.fd());
    require_wanted();
    try {
      publish_new(file, target_);
    } catch (const FileError& error) {
      // Another writer was faster. If it was the same request, sent twice, both have succeeded.
      const auto existing = look(target_);
      if (error.code() != "E_EXISTS" || !existing) throw;
      if (S_ISREG(existing->st_mode) && same_content(*existing)) return unchanged();
      if (request_.mode != WriteMode::upsert) throw;
      require_regular(*existing, place_.shown);
      require_replaceable(*existing);
      return exchange(file, *existing);
    }
    return published(file.fd(), true);
  }

  WriteFileResult replace(const struct stat& existing) {
    StagedFile file(place_);
    write_chunks(file.fd());
    return exchange(file, existing);
  }

  WriteFileResult exchange(StagedFile& file, const struct stat& existing) {
    const Descriptor old = open_existing(target_);
    // A sweep by another server must not take it for a left-over when it is in the stage.
    ::flock(old.get(), LOCK_SH | LOCK_NB);
    copy_attributes(old.get(), existing, file.fd(), place_.shown);
    if (request_.executable) set_executable(file.fd(), *request_.executable, place_.shown);
    sync(file.fd());
    const bool must_match = request_.if_match && *request_.if_match != any_etag;
    if (must_match) file.expect(*request_.if_match, place_.shown);
    require_wanted();
    publish_over(file, target_, [&](const Descriptor& displaced) {
      if (!must_match) return;
      const auto etag = etag_of(displaced.get(), place_.shown);
      if (etag != *request_.if_match) throw conflict(place_.shown, etag);
    });
    return published(file.fd(), false);
  }

  WriteFileResult published(int file, bool created) {
    claim_.spend();
    sync_directory(target_);
    require_published(file, target_);
    return result(file, created);
  }

  WriteFileResult write_live() {
    const Descriptor file(::openat(target_.directory.get(), target_.name.c_str(),
                                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) throw system_error(errno, place_.shown);
    claim_.spend();
    try {
      set_new_mode(file.get(), request_.executable.value_or(false), place_.shown);
      write_chunks(file.get());
      sync(file.get());
    } catch (...) {
      if (request_.on_error == OnError::remove && is_published(file.get(), target_)) {
        ::unlinkat(target_.directory.get(), target_.name.c_str(), 0);
      }
      throw;
    }
    sync_directory(target_);
    require_published(file.get(), target_);
    return result(file.get(), true);
  }

  // A chunk is written before the client is told, so that the file contains what the client has
  // seen.
  void write_chunks(int file) {
    Sha256 sha;
    Chunks chunks(bytes_, request_.encoding == TextEncoding::utf8);
    while (const auto chunk = chunks.next()) {
      require_wanted();
      write_fully(file, chunk->bytes, chunk->offset, place_.shown);
      sha.update(chunk->bytes);
      echo_.written(*chunk);
      ++chunk_count_;
    }
    sha256_ = to_hex(sha.finish());
  }

  void require_wanted() const {
    if (stop_.stop_requested()) {
      throw FileError("E_CANCELLED", "the call was cancelled", "call again");
    }
  }

  // An error here means that content may be lost already; nothing is published then.
  void sync(int file) const {
    if (::fsync(file) != 0) throw system_error(errno, place_.shown);
  }

  // An earlier writer, perhaps a first attempt of this request, may not have synced the file.
  WriteFileResult unchanged() {
    const Descriptor file = open_existing(target_);
    sync(file.get());
    sync_directory(target_);
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

  Workspace& workspace_;
  const WriteFile& request_;
  Echo& echo_;
  const std::string_view bytes_;
  const std::stop_token stop_;
  const Place place_;
  SpaceClaim claim_;
  Target target_;
  std::string sha256_;
  std::uint64_t chunk_count_ = 0;
};

}  // namespace

WriteFileResult write_file(Workspace& workspace, const WriteFile& request, Echo& echo,
                           std::string_view bytes, std::stop_token stop) {
  return Writing(workspace, request, echo, bytes, std::move(stop)).run();
}

}  // namespace mcp::files
