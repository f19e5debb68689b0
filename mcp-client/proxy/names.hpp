#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::proxy {

/// A tool or prompt of one of the servers.
struct Place {
  std::size_t server = 0;
  std::string name;  ///< As the server names it.
};

/// The names of tools or prompts as clients see them: with one server its own; with several
/// `SERVER__NAME`, at most 64 characters, because hosts reject longer names. A longer one is
/// shortened and ends with a digest. Any thread.
class Names {
 public:
  /// `servers` are valid prefixes (see to_prefix), each once; empty or one: no prefixes.
  explicit Names(std::vector<std::string> servers) : servers_(std::move(servers)) {}

  /// The name that clients see; a shortened one is remembered.
  std::string shown(std::size_t server, const std::string& name);
  /// The tool or prompt of that name; empty: none, or one whose shortened name was not shown yet.
  std::optional<Place> find(const std::string& shown) const;

 private:
  const std::vector<std::string> servers_;
  mutable std::mutex mutex_;
  std::map<std::string, Place> shortened_;
};

/// The name of a server as a prefix: only A-Z a-z 0-9 _ - ., no `__`, no `_` at its end, at most 32
/// characters. So the first `__` of a shown name ends the prefix.
std::string to_prefix(std::string_view server);

}  // namespace mcp::proxy
