#include "paged_list.hpp"

#include <algorithm>
#include <string>

#include "client_access.hpp"
#include "client_core.hpp"
#include "list_budget.hpp"

namespace mcp {
namespace {

const Json& items_of(std::string_view method, const Json& page, const char* member) {
  const auto list = page.find(member);
  if (list == page.end() || !list->is_array()) {
    throw Error(ErrorCode::protocol_violation, "The server's response to " + std::string(method) +
                                                   " has no list `" + member + '`');
  }
  return *list;
}

// The timeout of a page is the time left for the whole list; progress does not extend it.
Json request_page(Client& client, std::string_view method, const Json& params, CallOptions options,
                  const ListBudget& budget) {
  const auto left = budget.time_left();
  const bool is_last = left <= options.timeout;
  options.timeout = std::min(left, options.timeout);
  options.progress_extends_timeout = false;
  try {
    return client.request(method, params, options);
  } catch (const Error& error) {
    if (is_last && error.code() == ErrorCode::request_timed_out) throw budget.timed_out();
    throw;
  }
}

}  // namespace

void for_each_item(Client& client, const PassingRequest& request, const char* member,
                   const CallOptions& options, const ItemReader& reader) {
  auto& core = *ClientAccess::core(client);
  ListBudget budget(core.options().lists, request.method);
  reader.begin();
  bool may_begin_anew = true;
  Json params = request.params;
  while (true) {
    Json page;
    try {
      page = request_page(client, request.method, params, options, budget);
    } catch (const Error& error) {
      const bool is_first = params == request.params;
      if (is_first || error.code() != ErrorCode::invalid_params || !may_begin_anew) throw;
      if (!core.cache().forget(request.method)) throw;
      may_begin_anew = false;
      params = request.params;
      budget.begin_anew();
      reader.begin();
      continue;
    }
    const Json& list = items_of(request.method, page, member);
    budget.add_page(page, list.size());
    for (const Json& item : list) {
      if (const auto error = reader.read(item)) {
        core.warn("An item of " + request.method + " was left out: " + error->what());
      }
    }
    const auto cursor = page.find("nextCursor");
    if (cursor == page.end() || cursor->is_null()) return;
    if (!budget.add_cursor(*cursor)) {
      core.warn("The server repeats a cursor of " + request.method + "; the list ends there");
      return;
    }
    params["cursor"] = *cursor;
  }
}

}  // namespace mcp
