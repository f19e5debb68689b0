#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beneath.hpp"
#include "client_roots.hpp"
#include "file_error.hpp"
#include "io/descriptor.hpp"
#include "protected_paths.hpp"
#include "relative_path.hpp"

namespace mcp::files {

class PdfLauncher;

/// A directory that the server may work in.
struct RootOptions {
  std::string directory;
  std::string name = {};  ///< Its name when there are several; empty: the directory's own.
};

struct WorkspaceOptions {
  std::vector<RootOptions> roots;
  bool read_only = false;
  Symlinks symlinks = Symlinks::refuse;
  /// Patterns of paths that may not be written (see protected_paths.hpp).
  std::vector<std::string> protected_paths = default_protected_paths();
  /// Allows `/`, the home directory, or a world-writable directory as a root.
  bool allow_unsafe_roots = false;
  /// Limits. Bytes of one file; bytes written by this process in all (0: unlimited); free bytes
  /// that writing leaves on the disk.
  std::uint64_t max_file_bytes = std::uint64_t{32} << 20;
  std::uint64_t quota_bytes = 0;
  std::uint64_t reserve_bytes = std::uint64_t{256} << 20;
  /// Reads PDF files; null: they are not read.
  std::shared_ptr<const PdfLauncher> pdf = nullptr;
};

/// A root, held open: renaming or replacing it on the disk does not change which directory is used.
class Root {
 public:
  /// Throws std::invalid_argument, with a message for the user, when the directory cannot be used.
  Root(const RootOptions& options, bool allow_unsafe);

  int fd() const { return directory_.get(); }
  const std::string& name() const { return name_; }
  /// Its path when the server started. For comparing with paths that others give, not for opening.
  const std::filesystem::path& path() const { return path_; }
  /// The same as the person gave it, made absolute; the real path if that contains `..`. For
  /// showing.
  const std::string& given_path() const { return given_path_; }
  /// The components of an absolute path below the root, if it names the root or something in it: by
  /// the real path of the root, or by the path that the person gave, which may contain links or
  /// `..`.
  std::optional<std::vector<std::string>> components_below(
      const std::vector<std::string>& absolute) const;
  /// Its file system (`st_dev`).
  dev_t device() const { return device_; }
  /// The name of the stage that this process uses when `.mcp-stage` belongs to another user.
  const std::string& own_stage() const { return own_stage_; }

 private:
  std::string name_;
  std::string own_stage_;
  dev_t device_ = 0;
  std::filesystem::path path_;
  std::string given_path_;
  std::vector<std::vector<std::string>> known_as_;  // components of absolute paths
  Descriptor directory_;
};

/// Prefix of the own stages of this user's processes.
std::string own_stage_prefix();

/// A place that a caller named: a root and a path in it.
struct Place {
  const Root* root = nullptr;  ///< Null: the list of the roots, when there are several.
  RelativePath path;
  std::string shown;  ///< As the caller knows it: relative to the workspace.
  /// Must contain the place, also after following links; null: anywhere in the workspace.
  std::shared_ptr<const ClientArea> area = nullptr;
};

/// The roots, as the one directory that tools see: with one root it is the root, with several each
/// is a directory in it, under its name. Any thread.
class Workspace {
 public:
  /// Throws std::invalid_argument when no root exists or one cannot be used.
  explicit Workspace(WorkspaceOptions options);

  const WorkspaceOptions& options() const { return options_; }
  /// The roots that exist, in the order in which they were found; valid as long as this object.
  std::vector<const Root*> roots() const;
  /// The roots that do not exist yet. Each call that locates a path looks for them.
  std::vector<RootOptions> missing() const;
  /// Whether tools see the roots as directories, each under its name.
  bool has_several_roots() const { return options_.roots.size() > 1; }

  /// Parses a path that a caller wrote: relative to the workspace, or absolute below a root. Throws
  /// FileError; E_PATH also when the place is not in the area, if one is given.
  Place locate(std::string_view path, std::shared_ptr<const ClientArea> area = nullptr) const;
  /// The same for a place that is going to be written. Throws also E_PROTECTED, and E_IS_DIR for a
  /// root.
  Place locate_for_writing(std::string_view path,
                           std::shared_ptr<const ClientArea> area = nullptr) const;

  /// Opens the object at the place, as open_beneath does. Throws FileError; E_PATH when links lead
  /// out of the place's area.
  Descriptor open(const Place& place, int flags) const;

  /// Checks an open directory in which `name` is going to be written: if links were followed, it
  /// may be elsewhere than its path says. Throws E_RESERVED, E_PROTECTED, E_PATH.
  void require_writable(const Place& place, const Descriptor& directory,
                        const std::string& name) const;

  /// The path from the place's root of `name` in an open directory, to which links may have led.
  /// Throws FileError.
  RelativePath real_path(const Place& place, const Descriptor& directory,
                         const std::string& name) const;
  /// Throws E_PROTECTED, naming the path as `shown`, when a path from a root is protected.
  void require_unprotected(const RelativePath& path, const std::string& shown) const;

  /// Takes `bytes` out of the quota. Throws E_TOO_LARGE, E_QUOTA, E_NO_SPACE.
  void claim_space(const Place& place, std::uint64_t bytes);
  /// Returns bytes that were claimed and not written.
  void return_space(std::uint64_t bytes) noexcept;

 private:
  void look_for_missing() const;
  void add(const RootOptions& root) const;
  FileError no_such_root(const std::string& name) const;
  Place locate_anywhere(std::string_view path) const;
  Place locate_absolute(std::string_view path) const;
  Place place(const Root& root, RelativePath path) const;
  void require_reachable(const Place& place, const Descriptor& opened) const;
  void require_free(const Place& place, std::uint64_t bytes) const;

  const WorkspaceOptions options_;
  mutable std::mutex mutex_;  // guards roots_ and missing_
  mutable std::list<Root> roots_;
  mutable std::vector<RootOptions> missing_;
  ProtectedPaths protected_;
  std::atomic<std::uint64_t> written_ = 0;
};

}  // namespace mcp::files
