#include <set>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr struct {
  const char* probe;
  const char* list;
  const char* key;
} lists[] = {
    {probe::tools, "tools", "name"},
    {probe::resources, "resources", "uri"},
    {probe::templates, "resourceTemplates", "uriTemplate"},
    {probe::prompts, "prompts", "name"},
};

template <class Function>
void each_list(const Evidence& evidence, Function function) {
  for (const auto& list : lists) {
    const auto found = evidence.probes.find(list.probe);
    if (found != evidence.probes.end() && !found->second.empty()) function(list, found->second);
  }
}

Outcome cursor_string(const Evidence& evidence) {
  Faults faults("`nextCursor` is a string, or left out on the last page");
  each_list(evidence, [&](const auto& list, const std::vector<Exchange>& pages) {
    for (const auto& page : pages) {
      if (!page.result().contains("nextCursor")) continue;
      const Json& cursor = page.result()["nextCursor"];
      if (!cursor.is_string()) faults.add(std::string(list.probe) + ": " + quoted(cursor));
    }
  });
  return faults.outcome();
}

Outcome comes_to_an_end(const Evidence& evidence) {
  Faults faults("each cursor leads to another page");
  each_list(evidence, [&](const auto& list, const std::vector<Exchange>& pages) {
    std::set<std::string> cursors;
    for (const auto& page : pages) {
      const std::string cursor = text_in(page.result(), "nextCursor");
      if (member(page.result(), "nextCursor").is_string() && !cursors.insert(cursor).second) {
        faults.add(std::string(list.probe) + " repeats the cursor " + quoted(cursor));
      }
    }
  });
  return faults.outcome();
}

// Repeated tool names on one page are reported by tools.name-unique.
Outcome no_repeats(const Evidence& evidence) {
  Faults faults("each item on one page only");
  bool looked = false;
  each_list(evidence, [&](const auto& list, const std::vector<Exchange>& pages) {
    if (pages.size() < 2) return;
    std::set<std::string> before;
    std::set<std::string> cursors;
    for (const auto& page : pages) {
      const Json& asked = member(member(page.sent, "params"), "cursor");
      if (asked.is_string() && !cursors.insert(asked.get<std::string>()).second) continue;
      looked = true;
      std::set<std::string> here;
      const Json& items = member(page.result(), list.list);
      if (!items.is_array()) continue;
      for (const auto& item : items) here.insert(text_in(item, list.key));
      for (const auto& name : here) {
        if (!before.insert(name).second) faults.add(std::string(list.probe) + ": " + quoted(name));
      }
    }
  });
  return faults.outcome(looked, "each list has one page");
}

Outcome invalid_cursor(const Evidence& evidence) {
  return expect_error(evidence, probe::bad_cursor, {-32602});
}

constexpr Check checks[] = {
    {"pages.cursor-string",
     "Cursors are strings",
     Level::must,
     Over::any,
     {"schema", "PaginatedResult", ""},
     {"schema", "PaginatedResult", ""},
     "Send a string as `nextCursor`, and none (not null) on the last page.",
     cursor_string},
    {"pages.end",
     "Lists come to an end",
     Level::should,
     Over::any,
     {"server/utilities/pagination", "Implementation Guidelines", "server.utilities.pagination-03"},
     {"server/utilities/pagination", "Implementation Guidelines", "server.utilities.pagination-02"},
     "Leave `nextCursor` out of the last page.",
     comes_to_an_end},
    {"pages.no-repeats",
     "No item is on two pages",
     Level::should,
     Over::any,
     {"server/utilities/pagination", "Implementation Guidelines", "server.utilities.pagination-03"},
     {"server/utilities/pagination", "Implementation Guidelines", "server.utilities.pagination-02"},
     "Make the cursor name the first item of the next page.",
     no_repeats},
    {"pages.invalid-cursor",
     "An invalid cursor is rejected with -32602",
     Level::should,
     Over::any,
     {"server/utilities/pagination", "Error Handling", "server.utilities.pagination-07"},
     {"server/utilities/pagination", "Error Handling", "server.utilities.pagination-05"},
     "Send the error -32602 (invalid params).",
     invalid_cursor},
};

}  // namespace

std::span<const Check> pagination_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
