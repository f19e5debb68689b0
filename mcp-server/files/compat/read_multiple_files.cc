#include <vector>

#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/read_text.hpp"
#include "compat/server_filesystem.hpp"
#include "file_error.hpp"

namespace mcp::files::compat {
namespace {

struct ReadMultipleFiles {
  std::vector<std::string> paths;

  static Object<ReadMultipleFiles> describe() {
    return Object<ReadMultipleFiles>().required("paths", &ReadMultipleFiles::paths, "",
                                                keyword::min_items(1));
  }
};

std::string failure(const std::string& path, const FileError& error) {
  const std::string shown = error.to_result().structured->at("error").at("message");
  return path + ": Error - " + error.code() + ": " + shown;
}

/// Reads one file after the other; all together have at most as many bytes as one file may have.
class ManyTexts {
 public:
  ManyTexts(const ToolAccess& access, ToolContext& context)
      : access_(access), context_(context), left_(access.workspace().options().max_file_bytes) {}

  ToolReply run(const std::vector<std::string>& paths) {
    std::string all;
    for (const std::string& path : paths) {
      if (!all.empty()) all += "\n---\n";
      all += text_of(path);
      if (asked_) return *asked_;
    }
    return text_result(std::move(all));
  }

 private:
  std::string text_of(const std::string& path) {
    try {
      Located located = locate(access_, path, context_);
      asked_ = std::move(located.asked);
      if (asked_) return {};
      const std::string text =
          text_of_file(access_.workspace(), *located.place, {}, context_.stop());
      if (text.size() > left_) {
        throw FileError("E_TOO_LARGE", "the files have too many bytes together",
                        "read fewer at once");
      }
      left_ -= text.size();
      return path + ":\n" + text + '\n';
    } catch (const FileError& error) {
      if (error.code() == "E_CANCELLED") throw;
      return failure(path, error);
    }
  }

  const ToolAccess& access_;
  ToolContext& context_;
  std::uint64_t left_;
  std::optional<ToolReply> asked_;
};

ToolReply read_all_of(const ToolAccess& access, ReadMultipleFiles in, ToolContext& context) {
  return ManyTexts(access, context).run(in.paths);
}

}  // namespace

WorkspaceTool read_multiple_files_tool() {
  return compat_tool<ReadMultipleFiles>(
      {.name = "read_multiple_files",
       .title = "Read several text files",
       .description = "Reads several text files; one that fails does not stop the others.",
       .annotations = only_reads()},
      read_all_of);
}

}  // namespace mcp::files::compat
