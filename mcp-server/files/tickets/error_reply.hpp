#pragma once

#include "file_error.hpp"
#include "mcp/http_transfer.hpp"

namespace mcp::files {

/// The headers of all responses to tickets: they are not stored, and no page can use them as
/// anything but a download.
std::vector<http::Header> ticket_headers(const char* content_type);

/// A response with a JSON object.
http::TransferReply json_reply(int status, const Json& body);

/// The response for an error: the status that fits its code, and `{"error": {"code", "message",
/// "fix"...}}` as in the results of tools.
http::TransferReply error_reply(const FileError& error);

/// The response to another method than those (405).
http::TransferReply wrong_method(const char* allowed);

}  // namespace mcp::files
