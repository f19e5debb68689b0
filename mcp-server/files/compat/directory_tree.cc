#include <nlohmann/json.hpp>

#include <limits>
#include <string_view>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/listing.hpp"
#include "compat/patterns.hpp"
#include "compat/server_filesystem.hpp"

namespace mcp::files::compat {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct DirectoryTree {
  std::string path;
  std::vector<std::string> exclude_patterns;

  static Object<DirectoryTree> describe() {
    return Object<DirectoryTree>()
        .required("path", &DirectoryTree::path, "")
        .optional("excludePatterns", &DirectoryTree::exclude_patterns, "");
  }
};

// A pattern without `*` is a name at any depth.
std::vector<std::string> at_any_depth(const std::vector<std::string>& patterns) {
  std::vector<std::string> all;
  for (const std::string& pattern : patterns) {
    all.push_back(pattern);
    if (pattern.find('*') == pattern.npos) all.push_back("**/" + pattern);
  }
  return all;
}

/// Makes a tree of the entries of a listing.
class Tree {
 public:
  explicit Tree(const std::vector<Entry>& entries) : entries_(entries) {}

  OrderedJson build() { return children(""); }

 private:
  // The entries in a directory begin with `prefix`, and follow each other.
  OrderedJson children(const std::string& prefix) {
    OrderedJson list = OrderedJson::array();
    while (at_ < entries_.size() && entries_[at_].path.starts_with(prefix)) {
      const Entry& entry = entries_[at_++];
      OrderedJson node{{"name", entry.path.substr(prefix.size())},
                       {"type", entry.is_directory ? "directory" : "file"}};
      if (entry.is_directory) node["children"] = children(entry.path + '/');
      list.push_back(std::move(node));
    }
    return list;
  }

  const std::vector<Entry>& entries_;
  std::size_t at_ = 0;
};

ToolReply show_tree(const ToolAccess& access, DirectoryTree in, ToolContext& context) {
  const Patterns excluded(at_any_depth(in.exclude_patterns));
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  const auto entries = all_entries(
      access.workspace(), *located.place, std::numeric_limits<std::uint64_t>::max(),
      {.excludes = [&](const std::string& path) { return excluded.match(path); }}, context.stop());
  constexpr int indentation = 2;
  return text_result(
      Tree(entries).build().dump(indentation, ' ', false, OrderedJson::error_handler_t::replace));
}

}  // namespace

WorkspaceTool directory_tree_tool() {
  return compat_tool<DirectoryTree>(
      {.name = "directory_tree",
       .title = "Show a tree of directories",
       .description = "Returns all that is in a directory as JSON: name, type and children.",
       .annotations = only_reads()},
      show_tree);
}

}  // namespace mcp::files::compat
