#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/client/client.hpp"

namespace mcp {

/// Requests all pages of a list, within ClientOptions::lists, and calls `take` with each item of
/// their array `member`. An item for which it returns an error is left out with a warning, so that
/// one does not hide the others. Throws Error: of a request, or `protocol_violation` when a page
/// has no such array or a limit is exceeded.
void for_each_item(Client& client, const PassingRequest& request, const char* member,
                   const CallOptions& options,
                   const std::function<std::optional<Error>(const Json& item)>& take);

/// Such a list.
template <class T>
std::vector<T> list_all(Client& client, std::string_view method, const char* member,
                        const CallOptions& options, Json params = nullptr) {
  std::vector<T> items;
  for_each_item(client, {std::string(method), std::move(params)}, member, options,
                [&](const Json& json) -> std::optional<Error> {
                  auto item = decode<T>(json);
                  if (!item) return std::move(item).error();
                  items.push_back(*std::move(item));
                  return std::nullopt;
                });
  return items;
}

}  // namespace mcp
