#include "resources/resource_error.hpp"

#include "resources/file_uri.hpp"

namespace mcp::files {
namespace {

ErrorCode code_of(const FileError& error, const Json& info) {
  if (error.code() == "E_NOT_FOUND" || error.code() == "E_NOT_DIR") {
    return ErrorCode::resource_not_found;
  }
  const bool system_failed = error.code() == "E_IO" || info["retryable"] == true;
  return system_failed ? ErrorCode::internal_error : ErrorCode::invalid_params;
}

}  // namespace

Error resource_error(const FileError& error, const std::string& uri) {
  const CallToolResult result = error.to_result();
  const Json& info = result.structured->at("error");
  return Error(code_of(error, info), std::string(text_of(result.content.front())),
               {{"uri", uri}, {"error", info}});
}

void require_file_uri(const Workspace& workspace, const std::string& uri) {
  try {
    workspace.locate(path_of_file_uri(uri));
  } catch (const FileError& error) {
    throw resource_error(error, uri);
  }
}

}  // namespace mcp::files
