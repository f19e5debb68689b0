#include "bridge/gateway/tool_failure.hpp"

#include <map>
#include <string_view>

#include "bridge/session/texts.hpp"
#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest_reason = 500;

// The codes of mcp-server's file tools; other servers have none. `invalid_path`: outside of the
// workspace.
std::string code_of_tool_error(std::string_view code) {
  static const std::map<std::string_view, const char*> codes = {{"E_PATH", "invalid_path"},
                                                                {"E_SYMLINK", "invalid_path"},
                                                                {"E_XDEV", "invalid_path"},
                                                                {"E_RESERVED", "invalid_path"},
                                                                {"E_NAME_TOO_LONG", "write_failed"},
                                                                {"E_NOT_DIR", "write_failed"},
                                                                {"E_IS_DIR", "write_failed"},
                                                                {"E_NO_PARENT", "write_failed"},
                                                                {"E_NOT_REGULAR", "write_failed"},
                                                                {"E_ACCESS", "write_failed"},
                                                                {"E_NO_SPACE", "write_failed"},
                                                                {"E_READ_ONLY", "write_failed"},
                                                                {"E_IO", "write_failed"},
                                                                {"E_TOO_LARGE", "write_failed"}};
  const auto found = codes.find(code);
  return found == codes.end() ? "tool_error" : found->second;
}

}  // namespace

Json tool_failure(const Json& tool_result, const std::string& locale) {
  const std::string outcome = text_in(tool_result, "outcome");
  if (outcome != "failed" && outcome != "expired") return nullptr;
  const Json& error = member(member(tool_result, "structured"), "error");
  const std::string code =
      outcome == "expired" ? "approval_expired" : code_of_tool_error(text_in(error, "code"));
  std::string detail = text_for(code, locale);
  if (outcome == "failed") {
    detail += " (" + beginning_of(text_in(tool_result, "text"), longest_reason) + ")";
  }
  return {{"message", code}, {"detail", std::move(detail)}};
}

}  // namespace mcp::bridge
