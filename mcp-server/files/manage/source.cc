#include "manage/source.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "shown_path.hpp"

namespace mcp::files {
namespace {

void require_file_or_directory(const struct stat& status, const std::string& shown) {
  if (!S_ISDIR(status.st_mode)) require_regular(status, shown);
}

/// The roots of a workspace, to find one inside a tree.
class RootsInside {
 public:
  explicit RootsInside(const Workspace& workspace) {
    const auto roots = workspace.roots();
    if (roots.size() < 2) return;
    for (const auto* root : roots) identities_.push_back(status_of(root->fd(), root->name()));
  }

  bool contain(const struct stat& status) const {
    return std::ranges::any_of(identities_, [&](const struct stat& root) {
      return root.st_ino == status.st_ino && root.st_dev == status.st_dev;
    });
  }

 private:
  std::vector<struct stat> identities_;
};

void require_no_root(const RootsInside& roots, const struct stat& status,
                     const std::string& shown) {
  if (!roots.contain(status)) return;
  throw FileError("E_PROTECTED", '`' + shown + "` is a directory of the workspace itself",
                  "handle the other files one by one");
}

RelativePath joined(const RelativePath& top, const RelativePath& below) {
  RelativePath path = top;
  for (const auto& name : below.components()) path = path.child(name);
  return path;
}

// Where no link was followed, a path is that which was named.
void remove_repeated(std::vector<RelativePath>& paths) {
  const auto names = [](const RelativePath& path) -> const auto& {
    return path.components();
  };
  std::ranges::sort(paths, {}, names);
  const auto repeated = std::ranges::unique(paths, {}, names);
  paths.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::string_view without_end_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

Source open_to_take(const Workspace& workspace, Place place) {
  Source source{std::move(place), {}};
  const Place& at = source.place;
  source.at = {{}, {}, std::string(at.path.leaf()), at.shown};
  source.at.directory = open_beneath(at.root->fd(), at.path.parent(), O_RDONLY | O_DIRECTORY,
                                     workspace.options().symlinks);
  if (!source.at.directory) throw system_error(errno, at.shown);
  workspace.require_writable(at, source.at.directory, source.at.name);
  source.object = open_beneath(source.at.directory.get(), RelativePath().child(source.at.name),
                               O_PATH | O_NOFOLLOW, Symlinks::refuse);
  if (!source.object) throw system_error(errno, at.shown);
  source.status = status_of(source.object.get(), at.shown);
  require_file_or_directory(source.status, at.shown);
  return source;
}

Source open_to_copy(const Workspace& workspace, Place place) {
  Source source{std::move(place), {}};
  if (!source.place.root || source.place.path.is_root()) {
    throw FileError("E_INPUT", '`' + source.place.shown + "` is a root of the workspace",
                    "copy what is in it");
  }
  source.object = workspace.open(source.place, O_PATH | O_NOFOLLOW);
  source.status = status_of(source.object.get(), source.place.shown);
  require_file_or_directory(source.status, source.place.shown);
  return source;
}

Descriptor open_content(const Source& source) {
  Descriptor directory =
      open_beneath(source.object.get(), RelativePath(), O_RDONLY | O_DIRECTORY, Symlinks::refuse);
  if (!directory) throw system_error(errno, source.place.shown);
  return directory;
}

FileError name_is_taken(const std::string& shown) {
  return FileError("E_EXISTS", '`' + shown + "` exists already, and is not replaced",
                   "give another path, with the new name in full");
}

void require_no_object(const Workspace& workspace, const Place& place) {
  const Descriptor found =
      open_beneath(place.root->fd(), place.path, O_PATH | O_NOFOLLOW, workspace.options().symlinks);
  if (found) throw name_is_taken(place.shown);
}

Target open_destination(const Workspace& workspace, const Place& place, bool create_parents) {
  Target target = open_target(workspace, place, create_parents);
  if (look(target)) throw name_is_taken(place.shown);
  return target;
}

TreeSize check_tree(const Workspace& workspace, const Source& source,
                    std::vector<RelativePath> tops, const TreeLimits& limits,
                    const std::stop_token& stop, const VisitTree& also) {
  remove_repeated(tops);
  const std::string& shown = source.place.shown;
  const RootsInside roots(workspace);
  TreeCount count(limits, shown);
  count.add(source.status);
  require_no_root(roots, source.status, shown);
  if (also) also({{}, source.status});
  if (!source.is_directory()) return count.size();
  visit_tree(open_content(source), shown, count, stop, [&](const TreeObject& object) {
    const std::string named = name_to_show(shown + '/' + object.path.text());
    require_no_root(roots, object.status, named);
    for (const auto& top : tops) workspace.require_unprotected(joined(top, object.path), named);
    if (also) also(object);
  });
  return count.size();
}

}  // namespace mcp::files
