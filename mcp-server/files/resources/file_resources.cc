#include "resources/file_resources.hpp"

#include <sys/stat.h>

#include <charconv>
#include <vector>

#include "bytes/base64.hpp"
#include "file_error.hpp"
#include "reading/opened_file.hpp"
#include "resources/file_uri.hpp"
#include "resources/resource_type.hpp"
#include "text/percent.hpp"
#include "utc_time.hpp"
#include "walk.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_completions = 100;

/// Where a page of the list begins.
struct ListMark {
  std::size_t listed = 0;  ///< Files on the pages before.
  std::string after;       ///< The path of the last one.
};

std::string to_text(const ListMark& mark) {
  return std::to_string(mark.listed) + ':' + mark.after;
}

// A client can send any mark, but none makes the list longer or leaves the workspace.
ListMark parse_list_mark(const std::string& text) {
  ListMark mark;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, mark.listed);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':') {
    throw FileError("E_INPUT", "the cursor is not valid", "list again without a cursor");
  }
  mark.after.assign(read.ptr + 1, end);
  return mark;
}

// The place of an object that a walk from `.` found; none for a name that no path can contain.
std::optional<Place> place_of(const Workspace& workspace, const std::string& path) {
  try {
    return workspace.locate(path);
  } catch (const FileError&) {
    return std::nullopt;
  }
}

Resource listed_file(const Place& place, const struct stat& status) {
  return {.uri = file_uri(place),
          .name = place.shown,
          .mime_type = std::string(media_type_of_name(place.path.leaf())),
          .size = static_cast<std::uint64_t>(status.st_size),
          .annotations = {.last_modified = rfc3339(status.st_mtim)}};
}

FileError too_large(const Place& place, std::uint64_t size) {
  return FileError("E_TOO_LARGE",
                   '`' + place.shown + "` has " + std::to_string(size) +
                       " bytes, and a resource at most " + std::to_string(max_resource_bytes),
                   "read it in parts with the tool read_file: startLine or startByte");
}

bool can_be_named(const std::string& name) {
  try {
    return !RelativePath::parse(name).is_root();
  } catch (const FileError&) {
    return false;
  }
}

/// Collects the entries of a directory that begin with a prefix.
class Completing {
 public:
  Completing(std::string directory, std::string prefix)
      : directory_(std::move(directory)), prefix_(std::move(prefix)) {}

  void visit(const Visited& visited) {
    const bool is_directory = S_ISDIR(visited.status.st_mode);
    if (!is_directory && !S_ISREG(visited.status.st_mode)) return;
    if (!visited.name.starts_with(prefix_) || !can_be_named(directory_ + visited.name)) return;
    ++total_;
    auto& values = is_directory ? directories_ : files_;
    if (values.size() == max_completions) return;
    values.push_back(template_value(directory_ + visited.name + (is_directory ? "/" : "")));
  }

  Completion finish(bool has_more) && {
    for (auto& file : files_) {
      if (directories_.size() == max_completions) break;
      directories_.push_back(std::move(file));
    }
    const bool all = total_ == directories_.size() && !has_more;
    return {.values = std::move(directories_), .total = total_, .has_more = !all};
  }

 private:
  const std::string directory_;  // empty, or with a trailing slash
  const std::string prefix_;
  std::vector<std::string> directories_;
  std::vector<std::string> files_;
  std::uint64_t total_ = 0;
};

}  // namespace

ReadResourceResult read_file_resource(const Workspace& workspace, const std::string& uri,
                                      std::shared_ptr<const ClientArea> area) {
  const OpenedFile file(workspace, workspace.locate(path_of_file_uri(uri), std::move(area)));
  const Place& place = file.place();
  if (file.size() > max_resource_bytes) throw too_large(place, file.size());
  std::string content = file.read(0, static_cast<std::size_t>(file.size()));
  ResourceContents contents{.uri = uri,
                            .mime_type = std::string(media_type_of(place.path.leaf(), content))};
  if (is_text(content)) {
    contents.text = std::move(content);
  } else {
    contents.blob = to_base64(content);
  }
  return {.contents = {std::move(contents)}};
}

ResourcePage list_root_files(const Workspace& workspace, const std::optional<std::string>& mark,
                             std::stop_token stop) {
  ListMark from = mark ? parse_list_mark(*mark) : ListMark();
  WalkOptions options{.depth = workspace.has_several_roots() ? 2U : 1U, .hidden = false};
  if (mark) options.after = from.after;
  Walk walk(workspace, std::move(options), std::move(stop));
  ResourcePage page;
  walk.run(workspace.locate("."), nullptr, [&](const Visited& visited) {
    if (!visited.directory || !S_ISREG(visited.status.st_mode)) return true;
    const auto place = place_of(workspace, visited.path);
    if (!place) return true;
    if (page.resources.size() == listed_at_once) return false;
    page.resources.push_back(listed_file(*place, visited.status));
    return true;
  });
  const std::size_t listed = from.listed + page.resources.size();
  if (walk.has_more() && listed < max_listed) page.next = to_text(ListMark{listed, walk.last()});
  return page;
}

bool concerns_list(std::string_view name) {
  return !name.starts_with('.') || name == ".gitignore";
}

Completion complete_path(const Workspace& workspace, const std::string& root_path,
                         std::string_view value) {
  const std::string path = percent_decoded(value);
  const auto slash = path.rfind('/');
  const std::size_t named = slash == std::string::npos ? 0 : slash + 1;
  Completing completing(path.substr(0, named), path.substr(named));
  try {
    const Place place = workspace.locate(root_path + '/' + path.substr(0, named));
    Walk walk(workspace, {.depth = 1, .hidden = false}, {});
    walk.run(place, nullptr, [&](const Visited& visited) {
      completing.visit(visited);
      return true;
    });
    return std::move(completing).finish(walk.has_more());
  } catch (const FileError&) {
    return {};
  }
}

}  // namespace mcp::files
