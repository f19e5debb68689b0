#include "publication.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "attributes.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

FileError changed_since_read(const std::string& shown, const std::string& actual) {
  return FileError("E_CONFLICT", '`' + shown + "` was changed since it was read",
                   "read it again and repeat the change on its new content")
      .expecting({{"etag", actual}});
}

}  // namespace

EnumNames<WriteMode> enum_names(WriteMode) {
  return {{WriteMode::create, "create"},
          {WriteMode::overwrite, "overwrite"},
          {WriteMode::upsert, "upsert"}};
}

Publication::Publication(const Workspace& workspace, const Place& place, WriteTerms terms,
                         NewContent content)
    : shown_(place.shown),
      terms_(std::move(terms)),
      content_(std::move(content)),
      target_(open_target(workspace, place, terms_.create_parents)) {}

bool Publication::is_done() {
  existing_ = look(target_);
  if (!existing_) {
    require_creatable();
    return false;
  }
  require_regular(*existing_, shown_);
  if (has_same_content(*existing_)) return true;
  require_replaceable(*existing_);
  return false;
}

// A request that is repeated after it has succeeded succeeds again, whatever its mode.
bool Publication::has_same_content(const struct stat& existing) const {
  if (static_cast<std::uint64_t>(existing.st_size) != content_.size) return false;
  const bool executable = (existing.st_mode & S_IXUSR) != 0;
  if (terms_.executable.value_or(executable) != executable) return false;
  try {
    return content_.equals(open_existing(target_));
  } catch (const FileError&) {
    return false;  // unreadable, or another file by now: later checks report it
  }
}

void Publication::require_replaceable(const struct stat& existing) const {
  if (terms_.mode == WriteMode::create) {
    throw FileError("E_EXISTS", '`' + shown_ + "` exists already",
                    "to replace it, use mode \"overwrite\" or \"upsert\"")
        .expecting({{"etag", existing_etag()}});
  }
  if (existing.st_nlink > 1 && !terms_.break_links) {
    throw FileError("E_HARDLINK", '`' + shown_ + "` has other names as well",
                    "set breakLinks to true to replace it under this name only");
  }
  if (::faccessat(target_.directory.get(), target_.name.c_str(), W_OK,
                  AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0) {
    throw system_error(errno, shown_);
  }
  if (terms_.if_match && *terms_.if_match != any_etag) {
    const auto etag = existing_etag();
    if (etag != *terms_.if_match) throw changed_since_read(shown_, etag);
  }
}

void Publication::require_creatable() const {
  if (terms_.mode == WriteMode::overwrite || terms_.if_match) {
    throw FileError("E_NOT_FOUND", '`' + shown_ + "` does not exist",
                    "use mode \"create\" without ifMatch");
  }
}

std::string Publication::existing_etag() const {
  return etag_of(open_existing(target_).get(), shown_);
}

Publication::Outcome Publication::publish(StagedFile& file, const std::function<void()>& ready) {
  const Outcome outcome = existing_ ? replace(file, *existing_, ready) : create(file, ready);
  if (outcome == Outcome::unchanged) return outcome;
  sync_directory(target_);
  require_published(file.fd(), target_);
  return outcome;
}

Publication::Outcome Publication::create(StagedFile& file, const std::function<void()>& ready) {
  set_new_mode(file.fd(), terms_.executable.value_or(false), shown_);
  sync_content(file.fd(), shown_);
  ready();
  try {
    publish_new(file, target_);
    if (published_) published_(file, {});
    return Outcome::created;
  } catch (const FileError& error) {
    // Another writer was faster. If it was the same request, sent twice, both have succeeded.
    existing_ = look(target_);
    if (error.code() != "E_EXISTS" || !existing_) throw;
    if (S_ISREG(existing_->st_mode) && has_same_content(*existing_)) return Outcome::unchanged;
    if (terms_.mode != WriteMode::upsert) throw;
    require_regular(*existing_, shown_);
    require_replaceable(*existing_);
  }
  return replace(file, *existing_, ready);
}

Publication::Outcome Publication::replace(StagedFile& file, const struct stat& existing,
                                          const std::function<void()>& ready) {
  const Descriptor old = open_existing(target_);
  // A sweep by another server must not take it for a left-over when it is in the stage.
  ::flock(old.get(), LOCK_SH | LOCK_NB);
  copy_attributes(old.get(), existing, file.fd(), shown_);
  if (terms_.executable) set_executable(file.fd(), *terms_.executable, shown_);
  sync_content(file.fd(), shown_);
  const bool must_match = terms_.if_match && *terms_.if_match != any_etag;
  if (must_match) file.expect(*terms_.if_match, shown_);
  ready();
  const Descriptor old_file = publish_over(file, target_, [&](const Descriptor& displaced) {
    if (!must_match) return;
    const auto etag = etag_of(displaced.get(), shown_);
    if (etag != *terms_.if_match) throw changed_since_read(shown_, etag);
  });
  if (published_) published_(file, old_file);
  return Outcome::replaced;
}

void sync_content(int file, const std::string& shown) {
  if (::fsync(file) != 0) throw system_error(errno, shown);
}

}  // namespace mcp::files
