#include "recording/script.hpp"

#include <map>
#include <utility>

#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::cli {
namespace {

bool begins_connection(const std::string& method) {
  return method == method::initialize || method == method::discover;
}

Json meta_member(const Json& params, const char* key) {
  const Json* found = params.is_object() ? meta::find(params, key) : nullptr;
  return found ? *found : Json();
}

/// Builds the calls while it reads the messages in their order.
class Sorter {
 public:
  void sent(const RecordedMessage& recorded) {
    const Json& message = recorded.message;
    if (!message.contains("method") || !message.contains("id")) return;
    const std::string method = message["method"];
    const Json params = message.value("params", Json());
    const Json token = meta_member(params, meta::progress_token);
    by_id_[message["id"].dump()] = calls_.size();
    if (!token.is_null()) by_token_[token.dump()] = calls_.size();
    open_[calls_.size()] = true;
    calls_.push_back({.method = method,
                      .params = matched_params(method, params),
                      .id = message["id"],
                      .progress_token = token,
                      .time = recorded.time});
  }

  void received(const RecordedMessage& recorded) {
    const auto owner = owner_of(recorded.message);
    if (!owner) return;
    RecordedCall& call = calls_[*owner];
    call.steps.push_back({recorded.message, recorded.time - call.time});
    if (recorded.message.contains("method")) return;
    call.answered = true;
    open_.erase(*owner);
  }

  std::vector<RecordedCall> take() { return std::move(calls_); }

 private:
  using Owners = std::map<std::string, std::size_t>;

  std::optional<std::size_t> owner_of(const Json& message) const {
    if (!message.contains("method")) return find(by_id_, message.value("id", Json()));
    const Json params = message.value("params", Json::object());
    if (message["method"] == method::progress) {
      return find(by_token_, params.value("progressToken", Json()));
    }
    if (const Json subscription = meta_member(params, meta::subscription_id);
        !subscription.is_null()) {
      return find(by_id_, subscription);
    }
    if (!open_.empty()) return open_.rbegin()->first;
    return calls_.empty() ? std::nullopt : std::optional(calls_.size() - 1);
  }

  static std::optional<std::size_t> find(const Owners& owners, const Json& key) {
    const auto found = owners.find(key.dump());
    return found == owners.end() ? std::nullopt : std::optional(found->second);
  }

  std::vector<RecordedCall> calls_;
  Owners by_id_;
  Owners by_token_;
  std::map<std::size_t, bool> open_;  // without a response so far
};

}  // namespace

const Json* RecordedCall::result() const {
  for (const auto& step : steps) {
    const auto found = step.message.find("result");
    if (found != step.message.end()) return &*found;
  }
  return nullptr;
}

Json matched_params(const std::string& method, const Json& params) {
  if (begins_connection(method) || !params.is_object()) return Json::object();
  Json matched = params;
  matched.erase("_meta");
  return matched;
}

std::vector<RecordedCall> calls_of(const Recording& recording) {
  Sorter sorter;
  for (const auto& recorded : recording.messages) {
    if (recorded.direction == MessageDirection::sent) {
      sorter.sent(recorded);
    } else {
      sorter.received(recorded);
    }
  }
  return sorter.take();
}

}  // namespace mcp::cli
