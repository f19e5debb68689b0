#include "bridge/gateway/page.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "bridge/gateway/gzip.hpp"
#include "bridge/gateway/page_directory.hpp"
#include "bridge/gateway/page_file.hpp"

namespace mcp::bridge {
namespace {

constexpr std::string_view index_file = "/index.html";

std::string type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 11> types = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  for (const auto& [ending, type] : types) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// Files are in /assets, or beside the index with a dot in their names. All other paths are views,
// such as "/inspector/my.server".
bool names_file(std::string_view path) {
  const bool is_beside = path.rfind('/') == 0 && path.find('.') != path.npos;
  return is_beside || path.starts_with("/assets/");
}

std::string file_of(const std::string& path) {
  if (path == "/favicon.ico") return "/favicon.svg";  // the browser's default without <link>
  return names_file(path) ? path : std::string(index_file);
}

// Files in /assets may be cached forever: their names change with their content.
std::string cache_control(std::string_view path) {
  return path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

// Decompresses each file once: clients without a token may request it as often as they like.
const std::string& unpacked(const PageFile& file) {
  static std::mutex mutex;
  static std::map<std::string_view, std::string> all;
  const std::scoped_lock lock(mutex);
  const auto [found, is_new] = all.try_emplace(file.path);
  if (is_new) found->second = from_gzip(file.gzip);
  return found->second;
}

// The page has no service worker. This removes one that another program registered earlier on the
// same port.
HttpReply no_service_worker() {
  HttpReply reply = error_reply(404, BridgeError::not_found, "The page has no service worker.");
  reply.headers.emplace_back("Clear-Site-Data", "\"storage\"");
  return reply;
}

HttpReply no_page() {
  return {
      .content_type = "text/plain; charset=utf-8",
      .body = "mcp-bridge was built without its page (" + std::string(page_absence()) +
              ").\n"
              "WebSocket: /ws (subprotocol mcp-bridge.v1), /ws/chat/{project_id}. REST: /api.\n"};
}

}  // namespace

bool Page::owns(std::string_view path) {
  static constexpr std::array<std::string_view, 4> others = {"/api", "/ws", "/projects", "/oauth"};
  if (path == "/health" || path == "/ready" || path == "/metrics") return false;
  return std::none_of(others.begin(), others.end(), [&](std::string_view each) {
    return path == each || (path.starts_with(each) && path.substr(each.size()).starts_with('/'));
  });
}

HttpReply Page::answer(const HttpCall& call) const {
  if (call.method != "GET" && call.method != "HEAD") {
    return error_reply(405, BridgeError::method_not_allowed, "Only GET and HEAD are allowed here.");
  }
  if (call.service_worker) return no_service_worker();
  if (directory_.empty() && page_files().empty()) {
    if (call.path == "/") return no_page();
    return error_reply(404, BridgeError::not_found, "There is nothing at this address.");
  }
  auto reply = file(call, file_of(call.path));
  if (reply) return *std::move(reply);
  return error_reply(404, BridgeError::not_found, "The page has no such file.");
}

std::optional<HttpReply> Page::file(const HttpCall& call, const std::string& path) const {
  return directory_.empty() ? built_in(call, path) : from_directory(path);
}

std::optional<HttpReply> Page::built_in(const HttpCall& call, const std::string& path) const {
  const auto files = page_files();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const PageFile& each) { return each.path == path; });
  if (found == files.end()) return std::nullopt;
  HttpReply reply{.content_type = type_of(path),
                  .headers = {{"Cache-Control", cache_control(path)},
                              {"ETag", std::string(found->etag)},
                              {"Vary", "Accept-Encoding"}}};
  if (call.if_none_match.find(found->etag) != std::string::npos) {
    reply.status = 304;
  } else if (accepts_gzip(call.accept_encoding)) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
    reply.fixed_body = found->gzip;
  } else {
    reply.fixed_body = unpacked(*found);
  }
  return reply;
}

std::optional<HttpReply> Page::from_directory(const std::string& path) const {
  if (path.find("/..") != path.npos || path.find('\0') != path.npos) return std::nullopt;
  auto content = file_beneath(directory_, path.substr(1));
  if (!content) return std::nullopt;
  return HttpReply{.content_type = type_of(path),
                   .body = *std::move(content),
                   .headers = {{"Cache-Control", "no-cache"}}};
}

}  // namespace mcp::bridge
