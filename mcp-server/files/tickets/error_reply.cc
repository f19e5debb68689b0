#include "tickets/error_reply.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mcp::files {
namespace {

constexpr int internal_error = 500;
constexpr int service_unavailable = 503;

struct Status {
  std::string_view code;
  int status;
};

constexpr std::array statuses = {
    Status{"E_INPUT", 400},          Status{"E_UNAUTHORIZED", 401}, Status{"E_ACCESS", 403},
    Status{"E_PROTECTED", 403},      Status{"E_RESERVED", 403},     Status{"E_READ_ONLY", 403},
    Status{"E_PATH", 403},           Status{"E_SYMLINK", 403},      Status{"E_XDEV", 403},
    Status{"E_HANDLE_UNKNOWN", 404}, Status{"E_NOT_FOUND", 404},    Status{"E_OFFSET", 409},
    Status{"E_SIZE", 409},           Status{"E_SEQ_CONFLICT", 409}, Status{"E_COMMITTED", 409},
    Status{"E_IS_DIR", 409},         Status{"E_NOT_DIR", 409},      Status{"E_NO_PARENT", 409},
    Status{"E_NOT_REGULAR", 409},    Status{"E_HARDLINK", 409},     Status{"E_HANDLE_EXPIRED", 410},
    Status{"E_ABORTED", 410},        Status{"E_CONFLICT", 412},     Status{"E_EXISTS", 412},
    Status{"E_TOO_LARGE", 413},      Status{"E_SHA256", 422},       Status{"E_BUSY", 503},
    Status{"E_CANCELLED", 503},      Status{"E_NO_SPACE", 507},     Status{"E_QUOTA", 507},
};

int status_for(const std::string& code) {
  const auto found = std::ranges::find(statuses, code, &Status::code);
  return found == statuses.end() ? internal_error : found->status;
}

}  // namespace

std::vector<http::Header> ticket_headers(const char* content_type) {
  return {{"Content-Type", content_type},
          {"Cache-Control", "no-store"},
          {"X-Content-Type-Options", "nosniff"},
          {"Content-Security-Policy", "sandbox; default-src 'none'"},
          {"Referrer-Policy", "no-referrer"}};
}

http::TransferReply json_reply(int status, const Json& body) {
  return {.head = {status, ticket_headers("application/json")}, .body = mcp::to_text(body) + '\n'};
}

http::TransferReply error_reply(const FileError& error) {
  const int status = status_for(error.code());
  http::TransferReply reply = json_reply(status, {{"error", encode(error.info())}});
  if (status == service_unavailable) reply.head.headers.push_back({"Retry-After", "1"});
  if (error.code() == "E_UNAUTHORIZED") {
    reply.head.headers.push_back({"WWW-Authenticate", "Bearer"});
  }
  return reply;
}

http::TransferReply wrong_method(const char* allowed) {
  constexpr int method_not_allowed = 405;
  const FileError error("E_INPUT", "the ticket is for another method",
                        std::string("use one of ") + allowed);
  http::TransferReply reply = json_reply(method_not_allowed, {{"error", encode(error.info())}});
  reply.head.headers.push_back({"Allow", allowed});
  return reply;
}

}  // namespace mcp::files
