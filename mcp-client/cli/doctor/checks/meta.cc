#include <functional>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/meta_names.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"

namespace mcp::cli::doctor {
namespace {

using OnKey = std::function<void(const std::string& key)>;

// Schemas may describe properties of any name; they are not searched.
void each_meta_key(const Json& value, const OnKey& on_key, int depth = 0) {
  if (depth > 8) return;
  if (value.is_array()) {
    for (const auto& item : value) each_meta_key(item, on_key, depth + 1);
  }
  if (!value.is_object()) return;
  for (const auto& [name, inner] : value.items()) {
    if (name == "_meta" && inner.is_object()) {
      for (const auto& [key, ignored] : inner.items()) on_key(key);
    } else if (name != "inputSchema" && name != "outputSchema" && name != "structuredContent" &&
               name != "error") {
      each_meta_key(inner, on_key, depth + 1);
    }
  }
}

Outcome keys(const Evidence& evidence, const char* expected,
             const std::function<bool(const std::string&)>& wrong) {
  Faults faults(expected);
  for (const auto& [name, exchange] : evidence.all()) {
    const auto on_key = [&, where = name](const std::string& key) {
      if (wrong(key)) faults.add(where + ": " + quoted(key));
    };
    if (exchange->response) each_meta_key(*exchange->response, on_key);
    for (const auto& message : exchange->others) each_meta_key(message, on_key);
  }
  return faults.outcome();
}

Outcome key_names(const Evidence& evidence) {
  return keys(evidence, "keys like `name` or `com.example/name`",
              [](const std::string& key) { return !is_meta_key(key); });
}

Outcome reserved(const Evidence& evidence) {
  return keys(evidence, "no keys with a prefix that is reserved for MCP",
              [](const std::string& key) { return has_reserved_prefix(key); });
}

template <class Function>
Outcome each_result(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  bool looked = false;
  for (const auto& [name, exchange] : evidence.all()) {
    if (!exchange->result().is_object() || probe::has_wrong_meta(name)) continue;
    looked = true;
    const std::string text = fault(name, exchange->result());
    if (!text.empty()) faults.add(name + ": " + text);
  }
  return faults.outcome(looked, "no results");
}

Outcome result_type(const Evidence& evidence) {
  return each_result(evidence, "a string `resultType` in every result",
                     [](const std::string&, const Json& result) -> std::string {
                       const Json& type = member(result, "resultType");
                       return type.is_string() ? "" : quoted(type);
                     });
}

bool may_request_input(const std::string& probe) {
  return probe == probe::read || probe == probe::prompt || probe == probe::call ||
         probe == probe::prompt_incomplete || probe == probe::read_unknown ||
         probe == probe::prompt_unknown;
}

Outcome result_type_known(const Evidence& evidence) {
  return each_result(
      evidence, "`resultType` \"complete\"; \"input_required\" only for tools, prompts and reading",
      [&](const std::string& name, const Json& result) -> std::string {
        const Json& type = member(result, "resultType");
        if (!type.is_string() || type == "complete") return "";
        if (type == "input_required" && may_request_input(name)) return "";
        // Extensions may add types.
        return member(evidence.capabilities, "extensions").is_object() && type != "input_required"
                   ? ""
                   : quoted(type);
      });
}

Outcome server_info(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  if (!opening || !meta::find(opening->result(), meta::server_info)) {
    return skipped("the server does not name itself in server/discover");
  }
  return each_result(evidence, "`_meta` of every result names the server",
                     [](const std::string&, const Json& result) -> std::string {
                       return meta::find(result, meta::server_info) ? "" : "does not name it";
                     });
}

constexpr Check checks[] = {
    {"meta.key-names",
     "Keys of `_meta` are well formed",
     Level::must,
     Over::any,
     {"basic/index", "_meta", ""},
     {"basic/index", "_meta", "", 2},
     "Use letters, digits, `-`, `_` and `.`, and a prefix like `com.example/`.",
     key_names},
    {"meta.reserved-prefix",
     "No keys of `_meta` have a reserved prefix",
     Level::should,
     Over::any,
     {"basic/index", "_meta", "basic-44"},
     {"basic/index", "_meta", "", 2},
     "Use a prefix of your own: the second label must not be `mcp`.",
     reserved},
    {"meta.result-type",
     "Every result has a `resultType`",
     Level::must,
     Over::any,
     {"basic/index", "Result Responses", "basic-10"},
     {},
     "Add \"resultType\": \"complete\" to every result.",
     result_type},
    {"meta.result-type-known",
     "`resultType` has a known value",
     Level::must,
     Over::any,
     {"basic/index", "ResultType", "basic-12"},
     {},
     "Send \"complete\", or \"input_required\" where that is allowed.",
     result_type_known},
    {"meta.server-info",
     "Every result names the server",
     Level::should,
     Over::any,
     {"basic/index", "_meta", "basic-52"},
     {},
     "Add the server's name and version to `_meta` of every result.",
     server_info},
};

}  // namespace

std::span<const Check> meta_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
