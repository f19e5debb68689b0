#include "list_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>

#include "bytes/base64.hpp"
#include "file_identity.hpp"
#include "file_info.hpp"
#include "ignore_rules.hpp"
#include "text/glob.hpp"
#include "text/unicode.hpp"
#include "tools.hpp"

namespace mcp::files {

Object<ListDirectory> ListDirectory::describe() {
  return Object<ListDirectory>()
      .optional("path", &ListDirectory::path, "The directory, relative to the workspace")
      .optional("depth", &ListDirectory::depth, "How many levels to list", keyword::minimum(1),
                keyword::maximum(16))
      .optional("glob", &ListDirectory::glob, "Only files whose path matches, for example **/*.cc")
      .optional("gitignore", &ListDirectory::gitignore,
                "Leave out what .gitignore files name, and .git")
      .optional("cursor", &ListDirectory::cursor, "Where the last list stopped")
      .optional("limit", &ListDirectory::limit, "At most so many entries", keyword::minimum(1),
                keyword::maximum(1000));
}

Object<ListedEntry> ListedEntry::describe() {
  return Object<ListedEntry>()
      .required("n", &ListedEntry::name, "Path from the listed directory")
      .required("t", &ListedEntry::type, "file, directory, symlink or other")
      .optional("s", &ListedEntry::size, "Bytes");
}

Object<ListDirectoryResult> ListDirectoryResult::describe() {
  return Object<ListDirectoryResult>()
      .optional("path", &ListDirectoryResult::path, "The directory, relative to the workspace")
      .optional("entries", &ListDirectoryResult::entries, "In the order of their names")
      .optional("cursor", &ListDirectoryResult::cursor, "To go on; absent at the end")
      .optional("truncated", &ListDirectoryResult::truncated, "There are more entries")
      .optional("error", &ListDirectoryResult::error, "Why nothing is listed");
}

namespace {

constexpr std::size_t max_names = 100'000;
constexpr std::uint64_t max_ignore_bytes = std::uint64_t{128} << 10;
// Entries beyond it are left to the next call.
constexpr auto listing_time = std::chrono::seconds(1);

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

struct Entry {
  std::string name;
  struct stat status {};
};

// The entries of a directory, sorted by name, without stages and entries that vanish meanwhile.
std::vector<Entry> read_entries(const Descriptor& directory, bool is_root,
                                const std::string& shown) {
  const int fd = ::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseDirectory> stream(fd < 0 ? nullptr : ::fdopendir(fd));
  if (!stream) throw system_error(errno, shown);
  std::vector<Entry> entries;
  while (const dirent* found = ::readdir(stream.get())) {
    const std::string_view name = found->d_name;
    if (name == "." || name == ".." || (is_root && is_stage_name(name))) continue;
    if (entries.size() == max_names) {
      throw FileError("E_TOO_LARGE", '`' + shown + "` has more than 100000 entries",
                      "list a directory inside it, or name files directly");
    }
    Entry entry{std::string(name)};
    if (::fstatat(directory.get(), found->d_name, &entry.status, AT_SYMLINK_NOFOLLOW) == 0) {
      entries.push_back(std::move(entry));
    }
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

class Listing {
 public:
  Listing(const Workspace& workspace, const ListDirectory& request, std::stop_token stop)
      : workspace_(workspace), request_(request), stop_(std::move(stop)) {
    if (request.glob && request.glob->size() > max_pattern_bytes) {
      throw FileError("E_INPUT", "the glob is longer than any path", "use a shorter one");
    }
    if (!request.cursor) return;
    after_ = from_base64url(*request.cursor);
    if (!after_) throw FileError("E_INPUT", "the cursor is not valid", "list without a cursor");
  }

  ListDirectoryResult run() {
    const Place place = workspace_.locate(request_.path, request_.area);
    if (place.root) {
      list_place(place);
    } else {
      list_roots();
    }
    ListDirectoryResult result{
        .path = place.shown, .entries = std::move(entries_), .truncated = more_};
    if (more_) result.cursor = to_base64url(last_);
    return result;
  }

 private:
  // Lists the roots as the only entries of one directory.
  void list_roots() {
    auto roots = workspace_.roots();
    std::ranges::sort(roots, {}, &Root::name);
    for (const auto* root : roots) {
      const std::string& shown = root->name();
      if (before_cursor(shown)) continue;
      require_wanted();
      if (more_ || out_of_time()) return;
      Entry entry{shown};
      entry.status.st_mode = S_IFDIR;
      add(entry, shown, true);
      if (more_) return;
      if (!after_ || comes_after(shown, *after_)) last_ = shown;
      if (request_.depth > 1) list_root(*root);
    }
  }

  void list_root(const Root& root) {
    Place place;
    Descriptor directory;
    try {
      place = workspace_.locate(root.name(), request_.area);
      directory = workspace_.open(place, O_RDONLY | O_DIRECTORY);
    } catch (const FileError&) {
      return;  // the client has not announced it, or it cannot be read
    }
    list(directory, "", root.name() + '/', {}, 2, place);
  }

  void list_place(const Place& place) {
    const Descriptor directory = workspace_.open(place, O_RDONLY | O_DIRECTORY);
    // The rules of the directories above apply as well.
    IgnoreRules rules;
    if (request_.gitignore) rules = rules_above(place);
    list(directory, place.path.is_root() ? "" : place.path.text(), "", rules, 1, place);
  }

  IgnoreRules rules_above(const Place& place) const {
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

  static IgnoreRules add_rules(const IgnoreRules& rules, const Descriptor& directory,
                               const std::string& from_root) {
    const Descriptor found(
        ::openat(directory.get(), ".gitignore", O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!found) return rules;
    try {
      const Descriptor file = reopen_regular(found, ".gitignore");
      return rules.with(from_root, read_all(file.get(), max_ignore_bytes, ".gitignore"));
    } catch (const FileError&) {
      return rules;  // a file that cannot be read ignores nothing
    }
  }

  // `from_root` is the directory's path from its root, `prefix` its path from where the list
  // begins.
  void list(const Descriptor& directory, const std::string& from_root, const std::string& prefix,
            const IgnoreRules& above, std::uint64_t level, const Place& place) {
    const IgnoreRules rules = request_.gitignore ? add_rules(above, directory, from_root) : above;
    for (const auto& entry : read_entries(directory, from_root.empty(), place.shown)) {
      const std::string shown = prefix + entry.name;
      if (before_cursor(shown)) continue;
      require_wanted();
      if (more_ || out_of_time()) return;
      const std::string path = from_root.empty() ? entry.name : from_root + '/' + entry.name;
      const bool is_directory = S_ISDIR(entry.status.st_mode);
      const bool left_out =
          request_.gitignore && (entry.name == ".git" || rules.ignores(path, is_directory));
      if (!left_out) add(entry, shown, is_directory);
      if (more_) return;
      if (!after_ || comes_after(shown, *after_)) last_ = shown;
      if (left_out || !is_directory || level == request_.depth) continue;
      const Descriptor child = open_beneath(directory.get(), RelativePath().child(entry.name),
                                            O_RDONLY | O_DIRECTORY, Symlinks::refuse);
      if (!child && !may_be_passed_over(errno)) throw system_error(errno, place.shown);
      if (child) list(child, path, shown + '/', rules, level + 1, place);
    }
  }

  // Skips entries that vanished or changed, may not be opened, or are on another file system.
  static bool may_be_passed_over(int error_number) {
    constexpr int harmless[] = {ENOENT, ENOTDIR, ELOOP, EACCES, EXDEV};
    return std::ranges::find(harmless, error_number) != std::end(harmless);
  }

  // However slow it is, each call gets at least one entry further than the one before.
  bool out_of_time() {
    more_ = !last_.empty() && Clock::now() > deadline_;
    return more_;
  }

  void add(const Entry& entry, const std::string& shown, bool is_directory) {
    if (request_.glob && (is_directory || !glob_matches(*request_.glob, shown))) return;
    if (after_ && !comes_after(shown, *after_)) return;
    if (entries_.size() == request_.limit) {
      more_ = true;
      return;
    }
    ListedEntry listed{shown, type_name(entry.status.st_mode)};
    if (S_ISREG(entry.status.st_mode)) {
      listed.size = static_cast<std::uint64_t>(entry.status.st_size);
    }
    entries_.push_back(std::move(listed));
  }

  // In the order of the list, names are compared one by one, so `/` comes before everything.
  static bool comes_after(const std::string& path, const std::string& mark) {
    return std::ranges::lexicographical_compare(mark, path, [](char a, char b) {
      const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
      return rank(a) < rank(b);
    });
  }

  // Whether an entry and all in it were in an earlier part of the list.
  bool before_cursor(const std::string& shown) const {
    return after_ && !comes_after(shown, *after_) && !after_->starts_with(shown + '/') &&
           *after_ != shown;
  }

  void require_wanted() const {
    if (stop_.stop_requested())
      throw FileError("E_CANCELLED", "the call was cancelled", "call again");
  }

  using Clock = std::chrono::steady_clock;

  const Workspace& workspace_;
  const ListDirectory& request_;
  const std::stop_token stop_;
  const Clock::time_point deadline_ = Clock::now() + listing_time;
  std::optional<std::string> after_;
  std::vector<ListedEntry> entries_;
  std::string last_;  // the last entry that was visited, listed or not
  bool more_ = false;
};

}  // namespace

ListDirectoryResult list_directory(const Workspace& workspace, const ListDirectory& request,
                                   std::stop_token stop) {
  return Listing(workspace, request, std::move(stop)).run();
}

namespace {

// A name that contains line ends must not look like several entries.
std::string name_to_show(std::string_view name) {
  std::string shown;
  for (const char c : safe_to_show(name)) {
    if (c == '\n') {
      shown += "\xE2\x90\x8A";
    } else {
      shown += c;
    }
  }
  return shown;
}

}  // namespace

std::string to_text(const ListDirectoryResult& result) {
  std::string text;
  for (const auto& entry : result.entries.value_or(std::vector<ListedEntry>())) {
    text += name_to_show(entry.name);
    if (entry.type == "directory") text += '/';
    if (entry.type == "symlink") text += " (link)";
    if (entry.size) text += "  " + std::to_string(*entry.size);
    text += '\n';
  }
  if (text.empty()) text = "(nothing)\n";
  if (result.cursor) text += "(more: call again with cursor " + *result.cursor + ")\n";
  return text;
}

namespace {

ToolReply list(const ToolAccess& access, ListDirectory in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const auto done = list_directory(access.workspace(), in, context.stop());
  CallToolResult result = text(to_text(done));
  result.structured = encode(done);
  return result;
}

}  // namespace

WorkspaceTool list_directory_tool() {
  return workspace_tool<ListDirectory, ListDirectoryResult>(
      {.name = "list_directory",
       .title = "List a directory",
       .description = "Lists files and directories, one level or several, without what "
                      ".gitignore leaves out.",
       .annotations = only_reads()},
      list);
}

}  // namespace mcp::files
