#include "read_many.hpp"

#include <system_error>
#include <utility>

#include "reading/fair_shares.hpp"
#include "reading/media_type.hpp"
#include "reading/replies.hpp"
#include "shown_path.hpp"
#include "stopped.hpp"
#include "tools.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_files = 50;
// Each of the files then gets some lines.
constexpr std::int64_t min_total_bytes = 4096;
constexpr std::int64_t max_total_bytes = std::int64_t{1} << 20;

}  // namespace

Object<ReadMany> ReadMany::describe() {
  return Object<ReadMany>()
      .required("paths", &ReadMany::paths, "", keyword::min_items(1), keyword::max_items(max_files))
      .optional("maxBytes", &ReadMany::max_bytes, "In all", keyword::minimum(min_total_bytes),
                keyword::maximum(max_total_bytes));
}

Object<ReadManyFile> ReadManyFile::describe() {
  return Object<ReadManyFile>()
      .required("path", &ReadManyFile::path, "")
      .optional("totalSize", &ReadManyFile::total_size, "")
      .optional("etag", &ReadManyFile::etag, "")
      .optional("mimeType", &ReadManyFile::mime_type, "Unless it is text")
      .optional("nextStartLine", &ReadManyFile::next_start_line, "")
      .optional("nextStartByte", &ReadManyFile::next_start_byte, "")
      .optional("error", &ReadManyFile::error, "");
}

Object<ReadManyResult> ReadManyResult::describe() {
  return Object<ReadManyResult>()
      .optional("files", &ReadManyResult::files, "Their texts are content items 2, 4, 6...")
      .optional("error", &ReadManyResult::error, "");
}

namespace {

/// A path of the call, as ToolAccess::narrow checks it.
struct CheckedPath {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;
};

/// One of the files: its place, once it is known to be allowed; then open; and what the reply says
/// about it.
struct FileOfMany {
  ReadManyFile entry;
  std::optional<Place> place = {};
  std::optional<OpenedFile> file = {};
  std::optional<MediaType> type = {};

  void fail(const FileError& error) {
    entry.error = error.info();
    file.reset();
  }
  std::uint64_t wanted() const { return file && !type ? file->size() : 0; }
};

/// Runs a step on one of the files; if it fails, the others go on.
void attempt(FileOfMany& of, const std::function<void()>& step) {
  try {
    step();
  } catch (const FileError& error) {
    if (error.code() == "E_CANCELLED") throw;
    of.fail(error);
  } catch (const std::system_error& error) {
    of.fail(system_error(error.code().value(), of.entry.path));
  }
}

class ManyReading {
 public:
  ManyReading(const ToolAccess& access, const ReadMany& in, ToolContext& context)
      : access_(access), in_(in), context_(context) {}

  ToolReply run() {
    if (auto asked = locate()) return *asked;
    open();
    std::vector<std::uint64_t> wanted;
    for (const FileOfMany& of : files_) wanted.push_back(of.wanted());
    const auto shares = fair_shares(wanted, in_.max_bytes);
    for (std::size_t i = 0; i < files_.size(); ++i) show(files_[i], shares[i]);
    reply_.structured = encode(result_);
    return std::move(reply_);
  }

 private:
  // The client is asked for its roots only once.
  std::optional<ToolReply> locate() {
    std::shared_ptr<const ClientArea> area;
    std::optional<ToolReply> asked;
    for (const std::string& path : in_.paths) {
      FileOfMany& of = files_.emplace_back(FileOfMany{.entry = {.path = path}});
      CheckedPath checked{path, area};
      attempt(of, [&] {
        if (!area) asked = access_.narrow(checked, context_);
        if (!asked) of.place = access_.workspace().locate(path, checked.area);
      });
      if (asked) return asked;
      area = checked.area;
    }
    return std::nullopt;
  }

  void open() {
    for (FileOfMany& of : files_) {
      throw_if_stopped(context_.stop());
      if (!of.place) continue;
      attempt(of, [&] {
        of.entry.path = of.place->shown;
        of.file.emplace(access_.workspace(), std::move(*of.place));
        of.type = media_type(*of.file);
      });
    }
  }

  void show(FileOfMany& of, std::uint64_t share) {
    throw_if_stopped(context_.stop());
    Content content = TextContent{};
    if (of.file) {
      attempt(of, [&] { content = of.type ? link(of) : text_of_file(of, share); });
    }
    if (of.entry.error) {
      content = TextContent{of.entry.error->code + ": " + of.entry.error->message +
                            ". Fix: " + of.entry.error->fix + '.'};
    }
    reply_.content.push_back(TextContent{heading(of.entry)});
    reply_.content.push_back(std::move(content));
    result_.files->push_back(std::move(of.entry));
    of.file.reset();
  }

  static Content link(FileOfMany& of) {
    of.entry.total_size = of.file->size();
    of.entry.mime_type = of.type->name;
    return link_to(*of.file, *of.type);
  }

  Content text_of_file(FileOfMany& of, std::uint64_t share) const {
    ReadFile request;
    request.start_line = 1;
    request.max_bytes = share;
    ReadFileResult read = read_text(*of.file, request, context_.stop());
    of.entry.total_size = read.total_size;
    of.entry.etag = std::move(read.etag);
    of.entry.next_start_line = read.next_start_line;
    of.entry.next_start_byte = read.next_start_byte;
    return TextContent{std::move(*read.text)};
  }

  static std::string heading(const ReadManyFile& entry) {
    std::string text = '[' + quoted_path(entry.path);
    if (entry.error) return text + " was not read:]";
    text += ", " + std::to_string(*entry.total_size) + " bytes";
    if (entry.mime_type) {
      return text + ", " + *entry.mime_type + ", is not text. Call read_file to see it.]";
    }
    if (entry.next_start_line) {
      text += ", only a part. To go on, call read_file with startLine " +
              std::to_string(*entry.next_start_line) + '.';
    } else if (entry.next_start_byte) {
      text += ", only a part. To go on, call read_file with startByte " +
              std::to_string(*entry.next_start_byte) + '.';
    }
    return text + ']';
  }

  const ToolAccess& access_;
  const ReadMany& in_;
  ToolContext& context_;
  std::vector<FileOfMany> files_;
  CallToolResult reply_;
  ReadManyResult result_{.files = std::vector<ReadManyFile>()};
};

ToolReply read_many(const ToolAccess& access, ReadMany in, ToolContext& context) {
  return ManyReading(access, in, context).run();
}

}  // namespace

WorkspaceTool read_many_tool() {
  return workspace_tool<ReadMany, ReadManyResult>(
      {.name = "read_many",
       .title = "Read several files",
       .description = "Reads text files in one call; large ones in part.",
       .annotations = only_reads()},
      read_many);
}

}  // namespace mcp::files
