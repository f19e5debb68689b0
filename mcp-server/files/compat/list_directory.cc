#include <algorithm>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/listing.hpp"
#include "compat/server_filesystem.hpp"
#include "compat/size_text.hpp"
#include "shown_path.hpp"

namespace mcp::files::compat {
namespace {

enum class SortBy { name, size };

EnumNames<SortBy> enum_names(SortBy) {
  return {{SortBy::name, "name"}, {SortBy::size, "size"}};
}

struct ListDirectory {
  std::string path;

  static Object<ListDirectory> describe() {
    return Object<ListDirectory>().required("path", &ListDirectory::path, "");
  }
};

struct ListWithSizes {
  std::string path;
  SortBy sort_by = SortBy::name;

  static Object<ListWithSizes> describe() {
    return Object<ListWithSizes>()
        .required("path", &ListWithSizes::path, "")
        .optional("sortBy", &ListWithSizes::sort_by, "");
  }
};

constexpr int name_width = 30;
constexpr int size_width = 10;

std::string kind_of(const Entry& entry) {
  return entry.is_directory ? "[DIR] " : "[FILE] ";
}

ToolReply list(const ToolAccess& access, ListDirectory in, ToolContext& context) {
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  const auto entries = all_entries(access.workspace(), *located.place, 1, {}, context.stop());
  std::string text;
  for (const Entry& entry : entries) {
    text += (text.empty() ? "" : "\n") + kind_of(entry) + name_to_show(entry.path);
  }
  return text_result(std::move(text));
}

std::string line_with_size(const Entry& entry) {
  const std::string size = entry.is_directory ? "" : padded_left(size_text(entry.size), size_width);
  return kind_of(entry) + padded_right(name_to_show(entry.path), name_width) + ' ' + size + '\n';
}

ToolReply list_with_sizes(const ToolAccess& access, ListWithSizes in, ToolContext& context) {
  const Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  auto entries = all_entries(access.workspace(), *located.place, 1, {}, context.stop());
  if (in.sort_by == SortBy::size) {
    std::ranges::stable_sort(entries, std::ranges::greater(), &Entry::size);
  }
  std::string text;
  std::uint64_t bytes = 0;
  for (const Entry& entry : entries) {
    text += line_with_size(entry);
    bytes += entry.size;
  }
  const auto directories = std::ranges::count(entries, true, &Entry::is_directory);
  const auto files = std::ranges::count(entries, false, &Entry::is_directory);
  text += "\nTotal: " + std::to_string(files) + " files, " + std::to_string(directories) +
          " directories\nCombined size: " + size_text(bytes);
  return text_result(std::move(text));
}

}  // namespace

WorkspaceTool list_directory_tool() {
  return compat_tool<ListDirectory>(
      {.name = "list_directory",
       .title = "List a directory",
       .description = "Lists a directory; each line begins with [FILE] or [DIR].",
       .annotations = only_reads()},
      list);
}

WorkspaceTool list_directory_with_sizes_tool() {
  return compat_tool<ListWithSizes>(
      {.name = "list_directory_with_sizes",
       .title = "List a directory with sizes",
       .description = "Lists a directory with the size of each file, and the totals.",
       .annotations = only_reads()},
      list_with_sizes);
}

}  // namespace mcp::files::compat
