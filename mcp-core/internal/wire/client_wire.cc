#include "wire/client_wire.hpp"

#include <array>

#include "wire/extensions.hpp"
#include "wire/meta.hpp"

namespace mcp {
namespace {

Error violation(const std::string& what) {
  return Error(ErrorCode::protocol_violation, what);
}

Result<AsksBack> read_asks_back(const Json& result) {
  AsksBack back;
  if (const auto state = result.find("requestState"); state != result.end()) {
    if (!state->is_string()) return violation("The server sent a `requestState` that is no string");
    back.request_state = state->get<std::string>();
  }
  if (const auto requests = result.find("inputRequests"); requests != result.end()) {
    auto read = read_input_requests(*requests);
    if (!read) return std::move(read).error();
    back.asked.requests = *std::move(read);
  }
  if (back.asked.requests.empty() && !back.request_state) {
    return violation(
        "The server requires input, but sent neither `inputRequests` nor `requestState`");
  }
  return back;
}

class ModernClientWire final : public ClientWire {
 public:
  std::string_view revision() const override { return modern_revisions().front().name; }

  Json params(Json neutral, const CallerInfo& self) const override {
    if (neutral.is_null()) neutral = Json::object();
    Json& meta = neutral["_meta"];
    meta[meta::protocol_version] = revision();
    meta[meta::client_capabilities] = to_json(self.capabilities);
    if (self.client) meta[meta::client_info] = encode(*self.client);
    if (self.log_threshold) meta[meta::log_level] = encode(*self.log_threshold);
    return neutral;
  }

  Result<std::variant<Json, AsksBack>> result(Json result, const CallerInfo& self) const override {
    using Read = std::variant<Json, AsksBack>;
    const auto type = result.find("resultType");
    if (type == result.end() || *type == "complete") return Read(std::move(result));
    if (*type == "task" && self.capabilities.extensions.contains(extension::tasks)) {
      return Read(std::move(result));
    }
    if (*type != "input_required") return violation("Unknown result type " + to_text(*type));
    auto back = read_asks_back(result);
    if (!back) return std::move(back).error();
    return Read(*std::move(back));
  }

  bool server_may_ask() const override { return false; }
};

class LegacyClientWire final : public ClientWire {
 public:
  explicit LegacyClientWire(const Revision& revision) : revision_(revision) {}

  std::string_view revision() const override { return revision_.name; }

  Json params(Json neutral, const CallerInfo&) const override { return neutral; }

  Result<std::variant<Json, AsksBack>> result(Json result, const CallerInfo&) const override {
    return std::variant<Json, AsksBack>(std::move(result));
  }

  bool server_may_ask() const override { return true; }

 private:
  const Revision& revision_;
};

}  // namespace

Result<std::map<std::string, InputRequest>> read_input_requests(const Json& requests) {
  if (!requests.is_object()) return violation("The server sent malformed `inputRequests`");
  std::map<std::string, InputRequest> read;
  for (const auto& [key, request] : requests.items()) {
    const auto method = request.is_object() ? request.find("method") : request.end();
    if (method == request.end() || !method->is_string()) {
      return violation("The server sent the input request `" + key + "` without a method");
    }
    read[key] = {method->get<std::string>(), request.value("params", Json())};
  }
  return read;
}

const ClientWire& modern_client_wire() {
  static const ModernClientWire wire;
  return wire;
}

const ClientWire& legacy_client_wire(const Revision& revision) {
  static const std::array wires = {
      LegacyClientWire(legacy_revisions()[0]), LegacyClientWire(legacy_revisions()[1]),
      LegacyClientWire(legacy_revisions()[2]), LegacyClientWire(legacy_revisions()[3])};
  return wires[static_cast<std::size_t>(&revision - legacy_revisions().data())];
}

}  // namespace mcp
