#include "workspace_tools.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "approvals.hpp"
#include "file_info.hpp"
#include "list_directory.hpp"
#include "publish.hpp"
#include "read_file.hpp"
#include "shown_path.hpp"
#include "write_file.hpp"

namespace mcp::files {
namespace {

constexpr ToolAnnotations reads() {
  return {.read_only = true, .destructive = false, .idempotent = true, .open_world = false};
}

Tool write_tool() {
  return {.name = "write_file",
          .title = "Write a file",
          .description =
              "Writes a whole file in the workspace and shows each chunk as it is "
              "written. The file appears only when it is complete. By default it must "
              "not exist yet: to replace one, say so with mode, and give the etag you "
              "know in ifMatch so that nobody's change is lost. Repeating a call that "
              "succeeded does nothing.",
          .annotations = {
              .read_only = false, .destructive = true, .idempotent = true, .open_world = false}};
}

Tool read_tool() {
  return {.name = "read_file",
          .title = "Read a file",
          .description =
              "Reads a file, or a part of it given in lines or bytes. When there is "
              "more, the result says where to go on.",
          .annotations = reads()};
}

Tool list_tool() {
  return {.name = "list_directory",
          .title = "List a directory",
          .description =
              "Lists files and directories, one level or several, without what "
              ".gitignore leaves out.",
          .annotations = reads()};
}

Tool info_tool() {
  return {.name = "file_info",
          .title = "Look at a file",
          .description = "Says whether something exists, what it is, how large, and its etag.",
          .annotations = reads()};
}

// An etag that no file has.
constexpr const char* no_etag = "none";

/// The form in which a person approves a write.
struct Approve {
  bool approve = false;

  static Object<Approve> describe() {
    return Object<Approve>().required("approve", &Approve::approve, "Write the file?");
  }
};

/// The base of the tools: the workspace, and checks before they act.
class Tools {
 public:
  Tools(std::shared_ptr<Workspace> workspace, const ToolOptions& options)
      : workspace_(std::move(workspace)), options_(options) {}

  ToolReply write(const WriteFile& in, ToolContext& context) const {
    return answer([&]() -> ToolReply {
      std::string storage;
      const auto bytes = decoded_content(in, storage);
      WriteFile approved = in;
      if (auto asked = narrow(approved, context)) return *asked;
      if (auto asked = approve(approved, bytes.size(), context)) return *asked;
      Echo echo(context, in.echo, bytes.size(), in.encoding == TextEncoding::utf8);
      const auto done = write_file(*workspace_, approved, echo, bytes, context.stop());
      return structured(encode(done));
    });
  }

  ToolReply read(const ReadFile& in, ToolContext& context) const {
    return answer([&]() -> ToolReply {
      ReadFile narrowed = in;
      if (auto asked = narrow(narrowed, context)) return *asked;
      const auto done = read_file(*workspace_, narrowed, context.stop());
      CallToolResult result = text(*done.text);
      if (const auto note = part_of_file(done); !note.empty()) {
        result.content.push_back(TextContent{note});
      }
      result.structured = encode(done);
      return result;
    });
  }

  ToolReply list(const ListDirectory& in, ToolContext& context) const {
    return answer([&]() -> ToolReply {
      ListDirectory narrowed = in;
      if (auto asked = narrow(narrowed, context)) return *asked;
      const auto done = list_directory(*workspace_, narrowed, context.stop());
      CallToolResult result = text(to_text(done));
      result.structured = encode(done);
      return result;
    });
  }

  ToolReply info(const FileInfo& in, ToolContext& context) const {
    return answer([&]() -> ToolReply {
      FileInfo narrowed = in;
      if (auto asked = narrow(narrowed, context)) return *asked;
      return structured(encode(file_info(*workspace_, narrowed)));
    });
  }

 private:
  template <class Act>
  static ToolReply answer(Act act) {
    try {
      return act();
    } catch (const FileError& error) {
      return error.to_result();
    } catch (const std::system_error& error) {  // no threads, memory or descriptors are left
      return system_error(error.code().value(), "the workspace").to_result();
    }
  }

  // Empty: go on, in the area of the client. Otherwise what to return for now. Throws E_PATH.
  template <class In>
  std::optional<ToolReply> narrow(In& in, ToolContext& context) const {
    workspace_->locate(in.path);
    if (options_.client_roots == ClientRoots::ignore || !context.caller().capabilities.roots) {
      return std::nullopt;
    }
    const auto announced = context.roots();
    if (context.waiting()) return context.input_required();
    in.area = std::make_shared<const ClientArea>(*announced);
    workspace_->locate(in.path, in.area);
    return std::nullopt;
  }

  // Empty: go on, with what is approved. The question names what is there now, so a yes holds only
  // as long as that does not change, and for one write.
  std::optional<ToolReply> approve(WriteFile& in, std::size_t bytes, ToolContext& context) const {
    if (options_.approval == Approval::never) return std::nullopt;
    const Place place = workspace_->locate_for_writing(in.path, in.area);
    const auto existing = existing_etag(place);
    restrict_to(existing, in);
    if (!existing && options_.approval == Approval::overwrite) return std::nullopt;
    const std::string question = write_question(place.shown, existing, bytes);
    while (true) {
      const auto count = approvals_.used(place.shown);
      const auto answer = context.elicit<Approve>("approve-" + std::to_string(count), question);
      if (context.waiting()) return context.input_required();
      if (!answer.accepted() || !answer->approve) throw denied(place.shown);
      if (approvals_.use(place.shown, count)) return std::nullopt;
    }
  }

  // The path comes last and in quotes, so that nothing that it says can pass for words of ours.
  static std::string write_question(const std::string& shown,
                                    const std::optional<std::string>& existing, std::size_t bytes) {
    const std::string size = std::to_string(bytes) + " bytes";
    const std::string what = existing ? "Replace a file (etag " + *existing + ") with " + size
                                      : "Create a file of " + size;
    return what + "?\nFile: " + quoted_path(shown);
  }

  static FileError denied(const std::string& shown) {
    return FileError("E_DENIED", "the person did not approve writing `" + shown + '`',
                     "ask what they want instead");
  }

  // Has the write fail if by then something else is there than was seen.
  static void restrict_to(const std::optional<std::string>& existing, WriteFile& in) {
    const bool any = !in.if_match || *in.if_match == any_etag;
    if (existing && any) in.if_match = *existing;
    if (!existing && in.mode == WriteMode::upsert) in.mode = WriteMode::create;
    if (!existing && in.mode == WriteMode::overwrite && any) in.if_match = no_etag;
  }

  std::optional<std::string> existing_etag(const Place& place) const {
    try {
      return file_info(*workspace_, {.path = place.shown, .area = place.area}).etag;
    } catch (const FileError&) {
      return std::nullopt;
    }
  }

  const std::shared_ptr<Workspace> workspace_;
  const ToolOptions options_;
  mutable Approvals approvals_;
};

/// A tool that can be offered.
struct Offer {
  Tool tool;
  bool writes;
  std::function<void(Server&, Tool, std::shared_ptr<const Tools>)> add;
};

template <class In, class Out>
Offer offer(Tool tool, bool writes, ToolReply (Tools::*run)(const In&, ToolContext&) const) {
  tool.output_schema = schema_of<Out>();
  return {std::move(tool), writes,
          [run](Server& server, Tool offered, std::shared_ptr<const Tools> tools) {
            server.add_tool<In>(std::move(offered),
                                [run, tools](const In& in, ToolContext& context) {
                                  return ((*tools).*run)(in, context);
                                });
          }};
}

std::vector<Offer> offers() {
  return {offer<WriteFile, WriteFileResult>(write_tool(), true, &Tools::write),
          offer<ReadFile, ReadFileResult>(read_tool(), false, &Tools::read),
          offer<ListDirectory, ListDirectoryResult>(list_tool(), false, &Tools::list),
          offer<FileInfo, FileInfoResult>(info_tool(), false, &Tools::info)};
}

}  // namespace

std::vector<std::string> tool_names() {
  std::vector<std::string> names;
  for (const auto& offered : offers()) names.push_back(offered.tool.name);
  return names;
}

void add_workspace_tools(Server& server, std::shared_ptr<Workspace> workspace,
                         const ToolOptions& options) {
  const auto known = tool_names();
  for (const auto& name : options.only) {
    if (std::ranges::find(known, name) == known.end()) {
      throw std::invalid_argument("there is no tool `" + name + '`');
    }
  }
  const bool read_only = workspace->options().read_only;
  const auto tools = std::make_shared<const Tools>(std::move(workspace), options);
  for (auto& offered : offers()) {
    const bool wanted = options.only.empty() || options.only.contains(offered.tool.name);
    if (!wanted || (offered.writes && read_only)) continue;
    offered.add(server, std::move(offered.tool), tools);
  }
}

CallToolResult invalid_arguments(const Tool& tool, const std::vector<SchemaViolation>& violations) {
  std::string what;
  for (const auto& violation : violations) {
    if (!what.empty()) what += "; ";
    what += violation.message;
  }
  return FileError("E_INPUT", what, "correct the arguments of " + tool.name + " and call again")
      .to_result();
}

}  // namespace mcp::files
