#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {

/// The page, as files over HTTP. Everybody may read them: they are the same for all, and hold no
/// secrets. Any thread.
class Page {
 public:
  /// The files in that directory, read anew each time; empty: those that are part of the program.
  explicit Page(std::filesystem::path directory = {}) : directory_(std::move(directory)) {}

  /// Whether the page answers a path. It also answers the paths of its views, such as "/usage".
  static bool owns(std::string_view path);

  HttpReply answer(const HttpCall& call) const;

 private:
  std::optional<HttpReply> built_in(const HttpCall& call, const std::string& path) const;
  std::optional<HttpReply> from_directory(const std::string& path) const;
  std::optional<HttpReply> file(const HttpCall& call, const std::string& path) const;

  const std::filesystem::path directory_;
};

}  // namespace mcp::bridge
