#include "workspace.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"

namespace mcp::files {
namespace {

namespace fs = std::filesystem;

std::invalid_argument unusable(const std::string& directory, const std::string& why) {
  return std::invalid_argument("root `" + directory + "` " + why);
}

std::string name_of(const RootOptions& root, const fs::path& path) {
  const std::string name = root.name.empty() ? path.filename().string() : root.name;
  return name.empty() ? "root" : name;
}

bool is_missing(const RootOptions& root) {
  std::error_code error;
  return !fs::exists(root.directory, error) && (!error || error.value() == ENOENT);
}

bool is_home(const fs::path& path) {
  const char* home = std::getenv("HOME");
  std::error_code ignored;
  return home && *home && fs::equivalent(path, home, ignored);
}

bool everybody_writes(const struct stat& status) {
  return (status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0;
}

bool is_below(const std::vector<std::string>& path, const std::vector<std::string>& directory) {
  return path.size() >= directory.size() &&
         std::equal(directory.begin(), directory.end(), path.begin());
}

// The current path of an open object in the kernel. Only for comparing: it may change at any time.
std::vector<std::string> kernel_path(int fd, const std::string& shown) {
  std::array<char, PATH_MAX> text;
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = ::readlink(link.c_str(), text.data(), text.size());
  if (length < 0) throw system_error(errno, shown);
  return split_path({text.data(), static_cast<std::size_t>(length)});
}

// The path of an open object from its root.
RelativePath path_below(const Root& root, const Descriptor& opened, const std::string& shown) {
  const auto directory = kernel_path(root.fd(), shown);
  const auto path = kernel_path(opened.get(), shown);
  if (!is_below(path, directory)) throw system_error(EXDEV, shown);
  RelativePath below;
  for (std::size_t i = directory.size(); i < path.size(); ++i) below = below.child(path[i]);
  return below;
}

void require_in_area(const Place& place, const RelativePath& path) {
  if (!place.area || !place.root) return;
  auto absolute = split_path(place.root->path().native());
  for (const auto& name : path.components()) absolute.push_back(name);
  place.area->require(absolute, place.shown);
}

std::string joined(auto begin, auto end) {
  std::string text;
  for (auto name = begin; name != end; ++name) text += (text.empty() ? "" : "/") + *name;
  return text.empty() ? "." : text;
}

}  // namespace

Root::Root(const RootOptions& options, bool allow_unsafe) {
  std::error_code error;
  path_ = fs::canonical(options.directory, error);
  if (error) throw unusable(options.directory, "cannot be used: " + error.message());
  directory_.reset(::open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory_) {
    throw unusable(options.directory, std::string("cannot be opened: ") + std::strerror(errno));
  }
  struct stat status {};
  ::fstat(directory_.get(), &status);
  device_ = status.st_dev;
  if (!allow_unsafe) {
    const std::string flag = "; give a directory inside it, or --allow-unsafe-roots";
    if (path_ == "/") throw unusable(options.directory, "is the whole file system" + flag);
    if (is_home(path_)) throw unusable(options.directory, "is your home directory" + flag);
    if (everybody_writes(status)) {
      throw unusable(options.directory, "can be written by everybody" + flag);
    }
  }
  name_ = name_of(options, path_);
  const auto given = fs::absolute(options.directory, error);
  // The path as given comes first: it may begin with one of the others.
  known_as_ = {split_path(given.native()), split_path(given.lexically_normal().native()),
               split_path(path_.native())};
  const auto& shown = std::ranges::count(known_as_[0], "..") > 0 ? known_as_[2] : known_as_[0];
  for (const auto& name : shown) given_path_ += '/' + name;
  own_stage_ = own_stage_prefix() + to_base64url(random_bytes(16));
}

std::optional<std::vector<std::string>> Root::components_below(
    const std::vector<std::string>& absolute) const {
  for (const auto& directory : known_as_) {
    if (!is_below(absolute, directory)) continue;
    return std::vector<std::string>(
        absolute.begin() + static_cast<std::ptrdiff_t>(directory.size()), absolute.end());
  }
  return std::nullopt;
}

std::string own_stage_prefix() {
  return std::string(own_stage_start) + std::to_string(::geteuid()) + '-';
}

Workspace::Workspace(WorkspaceOptions options)
    : options_(std::move(options)), protected_(options_.protected_paths) {
  if (options_.roots.empty()) throw std::invalid_argument("there is no root: give --root DIR");
  for (const auto& root : options_.roots) {
    const bool may_wait = has_several_roots() && is_missing(root);
    may_wait ? missing_.push_back(root) : add(root);
  }
  if (roots_.empty()) add(missing_.front());  // throws the reason
}

// The caller holds the lock, or is the constructor.
void Workspace::add(const RootOptions& root) const {
  Root opened(root, options_.allow_unsafe_roots);
  const bool taken =
      std::ranges::any_of(roots_, [&](const Root& other) { return other.name() == opened.name(); });
  if (taken) throw unusable(root.directory, "has the name of another: give --root NAME=DIR");
  roots_.push_back(std::move(opened));
}

void Workspace::look_for_missing() const {
  const std::scoped_lock lock(mutex_);
  std::erase_if(missing_, [this](const RootOptions& root) {
    if (is_missing(root)) return false;
    try {
      add(root);
      return true;
    } catch (const std::invalid_argument&) {
      return false;  // cannot be used as a root
    }
  });
}

std::vector<const Root*> Workspace::roots() const {
  const std::scoped_lock lock(mutex_);
  std::vector<const Root*> all;
  for (const Root& root : roots_) all.push_back(&root);
  return all;
}

std::vector<RootOptions> Workspace::missing() const {
  const std::scoped_lock lock(mutex_);
  return missing_;
}

Place Workspace::place(const Root& root, RelativePath path) const {
  std::string shown = path.text();
  if (has_several_roots()) shown = path.is_root() ? root.name() : root.name() + '/' + shown;
  return {&root, std::move(path), std::move(shown)};
}

Place Workspace::locate_absolute(std::string_view path) const {
  require_path_text(path);
  const auto wanted = split_path(path);
  for (const auto* root : roots()) {
    const auto rest = root->components_below(wanted);
    if (rest) return place(*root, RelativePath::parse(joined(rest->begin(), rest->end())));
  }
  throw FileError("E_PATH", "the path is outside the workspace",
                  "give a path relative to the workspace; list_directory shows what is there");
}

Place Workspace::locate(std::string_view path, std::shared_ptr<const ClientArea> area) const {
  Place found = locate_anywhere(path);
  found.area = std::move(area);
  require_in_area(found, found.path);
  return found;
}

Place Workspace::locate_anywhere(std::string_view path) const {
  look_for_missing();
  if (path.starts_with('/')) return locate_absolute(path);
  const auto parsed = RelativePath::parse(path);
  const auto all = roots();
  if (!has_several_roots()) return place(*all.front(), parsed);
  if (parsed.is_root()) return {nullptr, {}, "."};
  const auto& components = parsed.components();
  const auto root = std::ranges::find(all, components.front(), &Root::name);
  if (root == all.end()) throw no_such_root(components.front());
  return place(**root, RelativePath::parse(joined(components.begin() + 1, components.end())));
}

FileError Workspace::no_such_root(const std::string& name) const {
  for (const auto& missing : missing()) {
    if (name_of(missing, missing.directory) != name) continue;
    return FileError("E_NOT_FOUND",
                     "the directory `" + name + "` of the workspace is not there now",
                     "ask the person to make `" + missing.directory + "` available");
  }
  std::string names;
  for (const auto* known : roots()) names += (names.empty() ? "`" : ", `") + known->name() + '`';
  return FileError("E_PATH", "the workspace has no directory `" + name + '`',
                   "begin the path with one of " + names);
}

Place Workspace::locate_for_writing(std::string_view path,
                                    std::shared_ptr<const ClientArea> area) const {
  Place place = locate(path, std::move(area));
  if (!place.root || place.path.is_root()) throw system_error(EISDIR, place.shown);
  if (path.ends_with('/') || path.ends_with("/.")) {
    throw FileError("E_PATH", "the path ends like that of a directory", "name a file");
  }
  require_unprotected(place.path, place.shown);
  return place;
}

void Workspace::require_unprotected(const RelativePath& path, const std::string& shown) const {
  if (!protected_.contains(path)) return;
  throw FileError("E_PROTECTED", '`' + shown + "` is protected: programs act on what it says",
                  "ask the person to change it by hand");
}

void Workspace::require_reachable(const Place& place, const Descriptor& opened) const {
  if (options_.symlinks == Symlinks::refuse) return;
  const auto path = path_below(*place.root, opened, place.shown);
  require_unreserved(path);
  require_in_area(place, path);
}

void Workspace::require_writable(const Place& place, const Descriptor& directory,
                                 const std::string& name) const {
  if (options_.symlinks == Symlinks::refuse) return;
  const auto path = real_path(place, directory, name);
  require_unreserved(path);
  require_in_area(place, path);
  require_unprotected(path, place.shown);
}

RelativePath Workspace::real_path(const Place& place, const Descriptor& directory,
                                  const std::string& name) const {
  if (options_.symlinks == Symlinks::refuse) return place.path;
  return path_below(*place.root, directory, place.shown).child(name);
}

Descriptor Workspace::open(const Place& place, int flags) const {
  Descriptor opened = open_beneath(place.root->fd(), place.path, flags, options_.symlinks);
  if (!opened) throw system_error(errno, place.shown);
  require_reachable(place, opened);
  return opened;
}

void Workspace::claim_space(const Place& place, std::uint64_t bytes) {
  if (bytes > options_.max_file_bytes) {
    throw FileError("E_TOO_LARGE",
                    "the content has " + std::to_string(bytes) + " bytes, more than the limit of " +
                        std::to_string(options_.max_file_bytes),
                    "write less at once");
  }
  require_free(place, bytes);
  if (options_.quota_bytes != 0 && written_.fetch_add(bytes) + bytes > options_.quota_bytes) {
    return_space(bytes);
    throw FileError("E_QUOTA",
                    "this server may write " + std::to_string(options_.quota_bytes) +
                        " bytes in all, and " + std::to_string(written_) + " are used",
                    "ask the person for a larger --quota");
  }
}

void Workspace::return_space(std::uint64_t bytes) noexcept {
  if (options_.quota_bytes != 0) written_ -= bytes;
}

void Workspace::require_free(const Place& place, std::uint64_t bytes) const {
  struct statvfs disk {};
  if (options_.reserve_bytes == 0 || ::fstatvfs(place.root->fd(), &disk) != 0) return;
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free < bytes || free - bytes < options_.reserve_bytes) {
    throw std::move(
        FileError("E_NO_SPACE", "the disk is nearly full", "free space, then try again"))
        .retryable();
  }
}

}  // namespace mcp::files
