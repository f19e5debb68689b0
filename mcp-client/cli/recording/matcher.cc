#include "recording/matcher.hpp"

#include <algorithm>

#include "recording/redact.hpp"
#include "schema/text.hpp"
#include "wire/methods.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_compared = 200;
constexpr std::size_t most_compared_bytes = 10'000;
constexpr std::size_t most_quoted_of_request = 300;

std::string shown(const std::string& method, const Json& params) {
  return method + ' ' + schema::excerpt(params, most_quoted_of_request);
}

// The number of differences; large values count as one.
std::size_t distance(const Json& one, const Json& other) {
  if (mcp::to_text(one).size() + mcp::to_text(other).size() > most_compared_bytes)
    return one != other;
  return Json::diff(one, other).size();
}

const Json* result_of(const std::vector<RecordedCall>& calls, std::string_view method) {
  for (const auto& call : calls) {
    if (call.method == method && call.result()) return call.result();
  }
  return nullptr;
}

}  // namespace

Matcher::Matcher(const std::vector<RecordedCall>& calls) : calls_(calls) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    same_[{calls[i].method, mcp::to_text(calls[i].params)}].calls.push_back(i);
  }
}

Result<const RecordedCall*> Matcher::match(const Request& request) {
  Json params = matched_params(request.method, request.params);
  redact(params);
  const auto found = same_.find({request.method, mcp::to_text(params)});
  if (found == same_.end()) {
    if (auto error = other_era(request.method)) return *std::move(error);
    return no_match(request.method, params);
  }
  Same& same = found->second;
  const std::size_t chosen = same.calls[same.next];
  same.next = std::min(same.next + 1, same.calls.size() - 1);
  return &calls_[chosen];
}

std::optional<Error> Matcher::other_era(const std::string& method) const {
  if (method == method::initialize) {
    const Json* discovered = result_of(calls_, method::discover);
    if (!discovered) return std::nullopt;
    const Json versions = discovered->value("supportedVersions", Json::array());
    return Error(ErrorCode::unsupported_protocol_version,
                 "this recording was made without initialize, in a later era of the protocol; "
                 "connect with a client that knows one of " +
                     mcp::to_text(versions),
                 {{"supported", versions}});
  }
  const Json* initialized = result_of(calls_, method::initialize);
  if (method != method::discover || !initialized) return std::nullopt;
  return Error(ErrorCode::method_not_found,
               "this recording was made with initialize, in protocol version " +
                   initialized->value("protocolVersion", Json("unknown")).dump() +
                   "; connect with a client of that version, such as mcp-client --era legacy");
}

Error Matcher::no_match(const std::string& method, const Json& params) const {
  const RecordedCall* call = nearest(method, params);
  const std::string asked = "the recording has no request " + shown(method, params);
  const auto code =
      call && call->method == method ? ErrorCode::invalid_params : ErrorCode::method_not_found;
  if (!call) return Error(code, asked + "; it has no requests");
  return Error(code, asked + "; the nearest recorded one is " + shown(call->method, call->params));
}

const RecordedCall* Matcher::nearest(const std::string& method, const Json& params) const {
  const RecordedCall* best = nullptr;
  std::size_t least = 0;
  std::size_t compared = 0;
  std::vector<std::string_view> methods;
  for (const auto& call : calls_) {
    methods.emplace_back(call.method);
    if (call.method != method || ++compared > most_compared) continue;
    const std::size_t differences = distance(params, call.params);
    if (best && differences >= least) continue;
    best = &call;
    least = differences;
  }
  if (best || calls_.empty()) return best;
  const std::string_view meant = schema::closest(method, methods);
  const auto found = std::ranges::find(calls_, meant, &RecordedCall::method);
  return found == calls_.end() ? &calls_.back() : &*found;
}

}  // namespace mcp::cli
