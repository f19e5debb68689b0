#include <algorithm>

#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_values = 100;

const Json* completion_of(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::complete);
  return exchange && exchange->result().is_object() ? &exchange->result() : nullptr;
}

Outcome shape(const Evidence& evidence) {
  const Json* result = completion_of(evidence);
  if (!result) return skipped("no completions");
  const Json& values = member(member(*result, "completion"), "values");
  const bool strings = values.is_array() && std::ranges::all_of(values, [](const Json& value) {
                         return value.is_string();
                       });
  if (strings) return passed();
  return failed("`completion.values`, an array of strings", quoted(*result));
}

Outcome at_most_100(const Evidence& evidence) {
  const Json* result = completion_of(evidence);
  if (!result) return skipped("no completions");
  const Json& values = member(member(*result, "completion"), "values");
  if (!values.is_array() || values.size() <= most_values) return passed();
  return failed("at most 100 values", std::to_string(values.size()));
}

Outcome unknown(const Evidence& evidence) {
  return expect_error(evidence, probe::complete_unknown, {-32602});
}

constexpr Check checks[] = {
    {"completion.shape",
     "Completions are strings",
     Level::must,
     Over::any,
     {"schema", "CompleteResult", ""},
     {"schema", "CompleteResult", ""},
     "Send `completion` with an array `values` of strings.",
     shape},
    {"completion.limit",
     "There are at most 100 completions",
     Level::must,
     Over::any,
     {"schema", "CompleteResult", ""},
     {"schema", "CompleteResult", ""},
     "Send the first 100 values and set `hasMore`.",
     at_most_100},
    {"completion.unknown",
     "Completion for an unknown prompt is rejected with -32602",
     Level::should,
     Over::any,
     {"server/utilities/completion", "Error Handling", "server.utilities.completion-03"},
     {"server/utilities/completion", "Error Handling", "server.utilities.completion-02"},
     "Send the error -32602 (invalid params).",
     unknown},
};

}  // namespace

std::span<const Check> completion_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
