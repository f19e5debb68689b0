#include "walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include "file_error.hpp"
#include "file_identity.hpp"
#include "stopped.hpp"
#include "text/glob.hpp"

namespace mcp::files {
namespace {

constexpr std::uint64_t max_ignore_bytes = std::uint64_t{128} << 10;

IgnoreRules add_rules(const IgnoreRules& rules, const Descriptor& directory,
                      const std::string& from_root) {
  const Descriptor found(::openat(directory.get(), ".gitignore", O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found) return rules;
  try {
    const Descriptor file = reopen_regular(found, ".gitignore");
    return rules.with(from_root, read_all(file.get(), max_ignore_bytes, ".gitignore"));
  } catch (const FileError&) {
    return rules;  // a file that cannot be read ignores nothing
  }
}

// Entries that vanished or changed, may not be opened, or are on another file system.
bool may_be_passed_over(int error_number) {
  constexpr int harmless[] = {ENOENT, ENOTDIR, ELOOP, EACCES, EXDEV};
  return std::ranges::find(harmless, error_number) != std::end(harmless);
}

// In the order of a walk, names are compared one by one, so `/` comes before everything.
bool comes_after(const std::string& path, const std::string& mark) {
  return std::ranges::lexicographical_compare(mark, path, [](char a, char b) {
    const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
    return rank(a) < rank(b);
  });
}

}  // namespace

void require_usable_glob(const std::optional<std::string>& glob) {
  if (!glob || glob->size() <= max_pattern_bytes) return;
  throw FileError("E_INPUT", "the glob is longer than any path", "use a shorter one");
}

std::string prefix_of(const Place& place) {
  return place.shown == "." ? "" : place.shown + '/';
}

void Walk::run(const Place& place, const std::shared_ptr<const ClientArea>& area,
               const Visit& visit) {
  if (!place.root) return walk_roots(area, visit);
  const Descriptor directory = workspace_.open(place, O_RDONLY | O_DIRECTORY);
  // The rules of the directories above apply as well.
  const IgnoreRules rules = options_.gitignore ? rules_above(place) : IgnoreRules();
  walk(directory, place.path.is_root() ? "" : place.path.text(), "", rules, 1, place, visit);
}

// The roots are the only entries of one directory.
void Walk::walk_roots(const std::shared_ptr<const ClientArea>& area, const Visit& visit) {
  auto roots = workspace_.roots();
  std::ranges::sort(roots, {}, &Root::name);
  struct stat status {};
  status.st_mode = S_IFDIR;
  for (const auto* root : roots) {
    if (is_done(root->name())) continue;
    if (must_stop()) return;
    come_to({root->name(), status, nullptr, root->name()}, visit);
    if (more_) return;
    if (options_.depth > 1) walk_root(*root, area, visit);
  }
}

void Walk::walk_root(const Root& root, const std::shared_ptr<const ClientArea>& area,
                     const Visit& visit) {
  Place place;
  Descriptor directory;
  try {
    place = workspace_.locate(root.name(), area);
    directory = workspace_.open(place, O_RDONLY | O_DIRECTORY);
  } catch (const FileError&) {
    return;  // the client has not announced it, or it cannot be read
  }
  walk(directory, "", root.name() + '/', {}, 2, place, visit);
}

IgnoreRules Walk::rules_above(const Place& place) const {
  IgnoreRules rules;
  RelativePath path;
  for (const auto& name : place.path.components()) {
    const Place above{place.root, path, place.shown};
    rules = add_rules(rules, workspace_.open(above, O_RDONLY | O_DIRECTORY),
                      path.is_root() ? "" : path.text());
    path = path.child(name);
  }
  return rules;
}

// `from_root` is the directory's path from its root, `prefix` its path from where the walk begins.
void Walk::walk(const Descriptor& directory, const std::string& from_root,
                const std::string& prefix, const IgnoreRules& above, std::uint64_t level,
                const Place& place, const Visit& visit) {
  const IgnoreRules rules = options_.gitignore ? add_rules(above, directory, from_root) : above;
  SortedNames names(
      directory,
      {.from = first_name(prefix), .without_stages = from_root.empty(), .shown = place.shown},
      stop_);
  while (const NamedEntry* entry = names.next()) {
    const std::string path = prefix + entry->name;
    if (is_done(path)) continue;
    if (must_stop()) return;
    struct stat status {};
    if (!look_at(directory, *entry, status)) continue;
    const std::string rooted = from_root.empty() ? entry->name : from_root + '/' + entry->name;
    const bool is_directory = S_ISDIR(status.st_mode);
    const bool left_out = leaves_out(entry->name, rooted, is_directory, rules);
    if (!left_out) come_to({path, status, &directory, entry->name}, visit);
    if (more_) return;
    if (left_out && is_behind(path)) last_ = path;
    // What is deeper than any path may be cannot be named, and would take a stack without limit.
    const bool is_too_deep = level >= options_.depth || rooted.size() > max_pattern_bytes;
    if (left_out || !is_directory || is_too_deep) continue;
    const Descriptor child = open_beneath(directory.get(), RelativePath().child(entry->name),
                                          O_RDONLY | O_DIRECTORY, Symlinks::refuse);
    if (!child && !may_be_passed_over(errno)) throw system_error(errno, place.shown);
    if (child) walk(child, rooted, path + '/', rules, level + 1, place, visit);
    if (more_) return;
  }
}

// The name in a directory at which an earlier walk stopped, or in which it did; "": all are new.
std::string Walk::first_name(const std::string& prefix) const {
  if (!options_.after || !options_.after->starts_with(prefix)) return "";
  const auto rest = std::string_view(*options_.after).substr(prefix.size());
  return std::string(rest.substr(0, rest.find('/')));
}

// False: the entry vanished.
bool Walk::look_at(const Descriptor& directory, const NamedEntry& entry,
                   struct stat& status) const {
  if (options_.status || entry.type == DT_UNKNOWN) {
    return ::fstatat(directory.get(), entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  }
  status.st_mode = DTTOIF(entry.type);
  return true;
}

bool Walk::leaves_out(const std::string& name, const std::string& path, bool is_directory,
                      const IgnoreRules& rules) const {
  if (!options_.hidden && name.starts_with('.')) return true;
  return options_.gitignore && (name == ".git" || rules.ignores(path, is_directory));
}

// An object that an earlier walk has visited is on the way to the next ones.
void Walk::come_to(const Visited& visited, const Visit& visit) {
  if (!is_behind(visited.path)) return;
  more_ = !visit(visited);
  if (!more_) last_ = visited.path;
}

// Whether the object comes after the end of the earlier walk.
bool Walk::is_behind(const std::string& path) const {
  return !options_.after || comes_after(path, *options_.after);
}

// Whether an object and all in it were in an earlier walk.
bool Walk::is_done(const std::string& path) const {
  return !is_behind(path) && !options_.after->starts_with(path + '/') && *options_.after != path;
}

bool Walk::must_stop() {
  throw_if_stopped(stop_);
  more_ = more_ || (!last_.empty() && Clock::now() > deadline_);
  return more_;
}

}  // namespace mcp::files
