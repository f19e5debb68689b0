#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/methods.hpp"

namespace mcp::cli::doctor {
namespace {

template <class Function>
Outcome each_cacheable(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  bool looked = false;
  for (const auto& [name, exchange] : evidence.all()) {
    const Json& result = exchange->result();
    if (!method::is_cacheable(exchange->method) || !result.is_object()) continue;
    if (member(result, "resultType") == "input_required" || probe::has_wrong_meta(name)) continue;
    looked = true;
    const std::string text = fault(result);
    if (!text.empty()) faults.add(name + ": " + text);
  }
  return faults.outcome(looked, "no results that may be cached");
}

Outcome ttl(const Evidence& evidence) {
  return each_cacheable(evidence, "`ttlMs`, a whole number of 0 or more",
                        [](const Json& result) -> std::string {
                          const Json& value = member(result, "ttlMs");
                          if (count_in(result, "ttlMs")) return "";
                          return value.is_null() ? "there is none" : quoted(value);
                        });
}

Outcome scope(const Evidence& evidence) {
  return each_cacheable(evidence, "`cacheScope`, which is \"public\" or \"private\"",
                        [](const Json& result) -> std::string {
                          const Json& value = member(result, "cacheScope");
                          if (value == "public" || value == "private") return "";
                          return value.is_null() ? "there is none" : quoted(value);
                        });
}

Outcome same_scope(const Evidence& evidence) {
  Faults faults("the same `cacheScope` on all pages of a list");
  bool looked = false;
  for (const char* name : {probe::tools, probe::resources, probe::templates, probe::prompts}) {
    const auto found = evidence.probes.find(name);
    if (found == evidence.probes.end() || found->second.size() < 2) continue;
    looked = true;
    const std::string first = text_in(found->second.front().result(), "cacheScope");
    for (const auto& page : found->second) {
      const std::string other = text_in(page.result(), "cacheScope");
      if (!other.empty() && other != first) {
        faults.add(std::string(name) + ": " + quoted(other) + " after " + quoted(first));
      }
    }
  }
  return faults.outcome(looked, "each list has one page");
}

constexpr Check checks[] = {
    {"cache.ttl",
     "Results say how long they may be cached",
     Level::must,
     Over::any,
     {"server/utilities/caching", "Time-to-Live (TTL) Field", "server.utilities.caching-08"},
     {},
     "Send `ttlMs`; 0 means not at all.",
     ttl},
    {"cache.scope",
     "Results say who may cache them",
     Level::must,
     Over::any,
     {"schema", "CacheableResult", ""},
     {},
     "Send `cacheScope`, at least \"private\".",
     scope},
    {"cache.same-scope",
     "All pages have the same cache scope",
     Level::must,
     Over::any,
     {"server/utilities/caching", "Interaction with Pagination", "server.utilities.caching-23"},
     {},
     "Use one `cacheScope` for a list.",
     same_scope},
};

}  // namespace

std::span<const Check> caching_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
