#include "changes/change_members.hpp"

#include "file_error.hpp"
#include "mcp/codec.hpp"

namespace mcp::files {
namespace {

enum class Need { forbidden, allowed, required };

void check(const FileChange& change, const char* member, bool is_there, Need need) {
  const std::string op = '`' + encode(change.op).get<std::string>() + '`';
  const std::string name = '`' + std::string(member) + '`';
  if (is_there && need == Need::forbidden) {
    throw FileError("E_INPUT", "the op " + op + " has no " + name, "leave " + name + " out");
  }
  if (!is_there && need == Need::required) {
    throw FileError("E_INPUT", "the op " + op + " needs " + name, "add " + name);
  }
}

}  // namespace

void require_members(const FileChange& change) {
  const bool writes = change.op == ChangeOp::create || change.op == ChangeOp::write;
  const auto only_in = [](bool here, Need need) { return here ? need : Need::forbidden; };
  check(change, "content", change.content.has_value(), only_in(writes, Need::required));
  check(change, "encoding", change.encoding.has_value(), only_in(writes, Need::allowed));
  check(change, "edits", !change.edits.is_null(),
        only_in(change.op == ChangeOp::edit, Need::required));
  check(change, "to", change.to.has_value(), only_in(change.op == ChangeOp::move, Need::required));
  check(change, "ifMatch", change.if_match.has_value(),
        only_in(change.op != ChangeOp::create, Need::allowed));
}

std::vector<Edit> edits_of(const FileChange& change) {
  auto edits = decode<std::vector<Edit>>(change.edits);
  if (edits) return *std::move(edits);
  throw FileError("E_INPUT", "`edits`: " + std::string(edits.error().what()),
                  "give a list of objects with oldText, newText and, if you like, replaceAll");
}

}  // namespace mcp::files
