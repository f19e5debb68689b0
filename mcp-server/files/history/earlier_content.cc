#include "history/earlier_content.hpp"

#include <unistd.h>

#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "manage/copy_content.hpp"
#include "space_claim.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

FileError not_kept(const std::string& shown, const std::string& why) {
  return FileError("E_NOT_KEPT", "the earlier content of `" + shown + "` " + why,
                   "write it again, from another source");
}

// The bytes of the version in a staged file. Returns their digest.
std::string stage_content(const EarlierContent& content, const StagedFile& staged,
                          const std::string& shown, const std::stop_token& stop) {
  copy_content(content.file.get(), staged.fd(), shown, stop);
  if (::ftruncate(staged.fd(), static_cast<off_t>(content.version.size)) != 0) {
    throw system_error(errno, shown);
  }
  std::string sha256 = sha256_of(staged.fd(), shown);
  const std::string& expected = content.version.sha256;
  if (!expected.empty() && sha256 != expected) throw not_kept(shown, "is damaged");
  return sha256;
}

}  // namespace

EarlierContent kept_content(const Root& root, const Step& step, const std::string& shown) {
  if (!step.before) throw not_kept(shown, "does not exist: the change has created the file");
  if (step.before->sha256.empty()) throw not_kept(shown, "was too large to be kept");
  EarlierContent content{{}, *step.before};
  if (const auto history = OpenHistory::find(root)) {
    content.file = history->open_object(step.before->sha256);
  }
  if (!content.file) throw not_kept(shown, "is no longer kept");
  return content;
}

WrittenContent write_content(Workspace& workspace, const Place& place,
                             const EarlierContent& content, WriteTerms terms,
                             ChangeRecorder& changes, const std::stop_token& stop) {
  SpaceClaim claim(workspace, place, content.version.size);
  StagedFile staged(place);
  const std::string sha256 = stage_content(content, staged, place.shown, stop);
  const std::uint64_t size = content.version.size;
  Publication publication(workspace, place, std::move(terms),
                          {size, [&](const Descriptor& existing) {
                             return sha256_of(existing.get(), place.shown) == sha256;
                           }});
  publication.on_published([&](StagedFile& file, const Descriptor& displaced) {
    changes.published(place, file, displaced, {.size = size, .sha256 = sha256});
  });
  const bool is_done = publication.is_done();
  if (!is_done) {
    const auto outcome = publication.publish(staged, [&] { throw_if_stopped(stop); });
    if (outcome != Publication::Outcome::unchanged) claim.spend();
  }
  if (size <= max_digested_bytes) return {size, etag_of_digest(sha256)};
  return {size, etag_of(open_existing(publication.target()).get(), place.shown)};
}

}  // namespace mcp::files
