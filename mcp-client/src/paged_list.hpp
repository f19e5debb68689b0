#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/client/client.hpp"

namespace mcp {

/// What a list is made of.
struct ItemReader {
  /// Called first, and again when the list begins anew.
  std::function<void()> begin;
  /// Called with each item. An item for which it returns an error is left out with a warning, so
  /// that one does not hide the others.
  std::function<std::optional<Error>(const Json& item)> read;
};

/// Requests all pages of a list, within ClientOptions::lists, and reads the items of their array
/// `member`. Begins anew, once, when the server rejects the cursor of a page that the client had
/// kept. Throws Error: of a request, or `protocol_violation` when a page has no such array or a
/// limit is exceeded.
/// Spec: 2026-07-28 server/utilities/caching, Interaction with Pagination.
void for_each_item(Client& client, const PassingRequest& request, const char* member,
                   const CallOptions& options, const ItemReader& reader);

/// Such a list.
template <class T>
std::vector<T> list_all(Client& client, std::string_view method, const char* member,
                        const CallOptions& options, Json params = nullptr) {
  std::vector<T> items;
  for_each_item(client, {std::string(method), std::move(params)}, member, options,
                {.begin = [&] { items.clear(); },
                 .read = [&](const Json& json) -> std::optional<Error> {
                   auto item = decode<T>(json);
                   if (!item) return std::move(item).error();
                   items.push_back(*std::move(item));
                   return std::nullopt;
                 }});
  return items;
}

}  // namespace mcp
