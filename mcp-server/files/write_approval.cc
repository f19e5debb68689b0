#include "write_approval.hpp"

#include "file_error.hpp"

namespace mcp::files {
namespace {

/// The form in which a person approves a change.
struct Approve {
  bool approve = false;

  static Object<Approve> describe() {
    return Object<Approve>().required("approve", &Approve::approve, "Approve the change?");
  }
};

FileError denied(const std::string& shown) {
  return FileError("E_DENIED", "the person did not approve the change of `" + shown + '`',
                   "ask what they want instead");
}

}  // namespace

std::optional<ToolReply> approve_write(const ToolAccess& access, const std::string& shown,
                                       const std::string& question, ToolContext& context) {
  while (true) {
    const auto count = access.approvals.used(shown);
    const auto answer = context.elicit<Approve>("approve-" + std::to_string(count), question);
    if (context.waiting()) return context.input_required();
    if (!answer.accepted() || !answer->approve) throw denied(shown);
    if (access.approvals.use(shown, count)) return std::nullopt;
  }
}

}  // namespace mcp::files
