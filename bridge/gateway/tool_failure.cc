#include "bridge/gateway/tool_failure.hpp"

#include <map>
#include <string_view>

#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest_reason = 500;

// Maps the error codes of mcp-server's file tools; other servers have none. `invalid_path`: the
// path is outside of the workspace or not allowed in it.
BridgeError error_of_tool(std::string_view code) {
  static const auto& codes = never_destroyed(
      std::map<std::string_view, BridgeError>{{"E_PATH", BridgeError::invalid_path},
                                              {"E_SYMLINK", BridgeError::invalid_path},
                                              {"E_XDEV", BridgeError::invalid_path},
                                              {"E_RESERVED", BridgeError::invalid_path},
                                              {"E_NAME_TOO_LONG", BridgeError::write_failed},
                                              {"E_NOT_DIR", BridgeError::write_failed},
                                              {"E_IS_DIR", BridgeError::write_failed},
                                              {"E_NO_PARENT", BridgeError::write_failed},
                                              {"E_NOT_REGULAR", BridgeError::write_failed},
                                              {"E_ACCESS", BridgeError::write_failed},
                                              {"E_NO_SPACE", BridgeError::write_failed},
                                              {"E_READ_ONLY", BridgeError::write_failed},
                                              {"E_IO", BridgeError::write_failed},
                                              {"E_TOO_LARGE", BridgeError::write_failed}});
  const auto found = codes.find(code);
  return found == codes.end() ? BridgeError::tool_error : found->second;
}

}  // namespace

std::optional<Refusal> tool_failure(const Json& tool_result, const std::string& locale) {
  const std::string outcome = text_in(tool_result, "outcome");
  if (outcome != "failed" && outcome != "expired") return std::nullopt;
  const Json& error = member(member(tool_result, "structured"), "error");
  const BridgeError code =
      outcome == "expired" ? BridgeError::approval_expired : error_of_tool(text_in(error, "code"));
  std::string detail = text_for(code, locale);
  if (outcome == "failed") {
    detail += " (" + beginning_of(text_in(tool_result, "text"), longest_reason) + ")";
  }
  return Refusal{code, std::move(detail)};
}

}  // namespace mcp::bridge
