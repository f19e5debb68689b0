#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/describe.hpp"
#include "publish.hpp"
#include "stage.hpp"
#include "workspace.hpp"

namespace mcp::files {

enum class WriteMode { create, overwrite, upsert };
EnumNames<WriteMode> enum_names(WriteMode);

/// The `if_match` of a file that must exist, whatever its content.
inline constexpr std::string_view any_etag = "*";

/// Under which conditions a file is written, and how.
struct WriteTerms {
  WriteMode mode = WriteMode::create;
  std::optional<std::string> if_match = {};
  bool create_parents = false;
  std::optional<bool> executable = {};
  bool break_links = false;  ///< Replace also a file that has other names.
};

/// The content that a file is going to have.
struct NewContent {
  std::uint64_t size = 0;
  /// Whether an existing file of this size has the same content. May throw FileError.
  std::function<bool(const Descriptor& existing)> equals;
};

/// Gives a complete staged file its name in the workspace, if the terms allow it. Everything that
/// writes whole files goes through this class. Methods throw FileError; then nothing has changed.
/// One thread.
class Publication {
 public:
  enum class Outcome { created, replaced, unchanged };

  /// Opens the directory of the place, which was located for writing.
  Publication(const Workspace& workspace, const Place& place, WriteTerms terms, NewContent content);

  const Target& target() const { return target_; }
  const WriteTerms& terms() const { return terms_; }

  /// Whether the file exists with this content already. Throws when the terms do not allow to write
  /// it: E_EXISTS, E_NOT_FOUND, E_CONFLICT, E_HARDLINK...
  bool is_done();
  /// After `is_done`: whether a file has to be replaced.
  bool replaces() const { return existing_.has_value(); }
  /// The etag of the file that has the name now.
  std::string existing_etag() const;

  /// Called when a staged file has got its name. `displaced` is the file that had the name before,
  /// which has the staged name now; empty: the file is new. Must not throw.
  using Published = std::function<void(StagedFile& staged, const Descriptor& displaced)>;
  void on_published(Published published) { published_ = std::move(published); }

  /// Sets the attributes of the staged file, syncs it, calls `ready`, and gives the file its name,
  /// which is on the disk afterwards. An exception of `ready` prevents that. Call `is_done` before.
  Outcome publish(StagedFile& file, const std::function<void()>& ready);

 private:
  bool has_same_content(const struct stat& existing) const;
  void require_replaceable(const struct stat& existing) const;
  void require_creatable() const;
  Outcome create(StagedFile& file, const std::function<void()>& ready);
  Outcome replace(StagedFile& file, const struct stat& existing,
                  const std::function<void()>& ready);

  const std::string shown_;
  const WriteTerms terms_;
  const NewContent content_;
  Target target_;
  std::optional<struct stat> existing_;
  Published published_;
};

/// Syncs a file's content to the disk. Throws FileError: content may be lost already, so the file
/// must not be published.
void sync_content(int file, const std::string& shown);

}  // namespace mcp::files
