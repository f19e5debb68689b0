#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

/// Serves the files of the page. They need no token: they are the same for everybody and contain no
/// secrets. Any thread.
class Page {
 public:
  /// Serves the files in `directory`, read at each request; empty: the files built into the
  /// program.
  explicit Page(std::filesystem::path directory = {}) : directory_(std::move(directory)) {}

  /// Whether the path belongs to the page: a file, or a view such as "/usage".
  static bool owns(std::string_view path);

  HttpReply answer(const HttpCall& call) const;

 private:
  std::optional<HttpReply> built_in(const HttpCall& call, const std::string& path) const;
  std::optional<HttpReply> from_directory(const std::string& path) const;
  std::optional<HttpReply> file(const HttpCall& call, const std::string& path) const;

  const std::filesystem::path directory_;
};

}  // namespace mcp::bridge
