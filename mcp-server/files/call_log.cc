#include "call_log.hpp"

#include <algorithm>
#include <utility>

#include "json/members.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_path_bytes = 512;

const Json& structured_of(const CallToolResult& result) {
  return result.structured ? *result.structured : null_json();
}

}  // namespace

void CallLog::add(const std::string& principal, RecordedCall call) {
  if (call.path.size() > max_path_bytes) {
    call.path.resize(utf8_boundary(call.path, max_path_bytes));
  }
  {
    const std::scoped_lock lock(mutex_);
    if (!by_principal_.contains(principal) && by_principal_.size() == limits_.principals) {
      forget_oldest();
    }
    Calls& calls = by_principal_[principal];
    calls.last_use = ++uses_;
    call.number = ++calls.last_number;
    calls.kept.push_back(call);
    if (calls.kept.size() > limits_.calls) calls.kept.pop_front();
  }
  if (report_) report_(principal, call);
}

std::vector<RecordedCall> CallLog::last(const std::string& principal, std::uint64_t before,
                                        std::size_t count) const {
  const std::scoped_lock lock(mutex_);
  std::vector<RecordedCall> found;
  const auto calls = by_principal_.find(principal);
  if (calls == by_principal_.end()) return found;
  for (auto call = calls->second.kept.rbegin(); call != calls->second.kept.rend(); ++call) {
    if (found.size() == count) break;
    if (call->number < before) found.push_back(*call);
  }
  return found;
}

// The caller holds the lock.
void CallLog::forget_oldest() {
  by_principal_.erase(std::ranges::min_element(
      by_principal_, {}, [](const auto& calls) { return calls.second.last_use; }));
}

std::string outcome_of(const ToolReply& reply) {
  const auto* result = std::get_if<CallToolResult>(&reply);
  if (!result) return "asked";
  if (!result->is_error) return "ok";
  const std::string code = text_in(member(structured_of(*result), "error"), "code");
  return code.empty() ? "error" : code;
}

std::optional<std::uint64_t> bytes_of(const ToolReply& reply) {
  const auto* result = std::get_if<CallToolResult>(&reply);
  if (!result) return std::nullopt;
  const Json& structured = structured_of(*result);
  const Json& range = member(structured, "range");
  const auto begin = count_in(range, "startByte");
  const auto end = count_in(range, "endByte");
  const auto bytes = begin && end ? std::optional(*end - *begin) : count_in(structured, "size");
  return bytes ? std::optional(static_cast<std::uint64_t>(*bytes)) : std::nullopt;
}

}  // namespace mcp::files
