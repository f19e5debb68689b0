#include "wire/meta.hpp"
#include "wire/methods.hpp"
#include "wire/server_wire.hpp"

namespace mcp {
namespace {

Error missing(const char* key) {
  return Error(ErrorCode::invalid_params,
               std::string("`_meta` must have `") + key + "` on every request");
}

Error wrong(const char* key, const std::string& why) {
  return Error(ErrorCode::invalid_params, std::string("`_meta[\"") + key + "\"]` " + why);
}

Error unsupported(const std::string& requested) {
  return Error(ErrorCode::unsupported_protocol_version, "Unsupported protocol version",
               {{"supported", revision_names(modern_revisions())}, {"requested", requested}});
}

Result<Done> read_version(const Json& params, CallerInfo& caller) {
  const Json* version = meta::find(params, meta::protocol_version);
  if (!version) return missing(meta::protocol_version);
  if (!version->is_string()) return wrong(meta::protocol_version, "must be a string");
  caller.protocol_version = version->get<std::string>();
  if (!find_revision(modern_revisions(), caller.protocol_version)) {
    return unsupported(caller.protocol_version);
  }
  return Done();
}

Result<Done> read_capabilities(const Json& params, CallerInfo& caller) {
  const Json* json = meta::find(params, meta::client_capabilities);
  if (!json) return missing(meta::client_capabilities);
  auto capabilities = to_client_capabilities(*json);
  if (!capabilities) return wrong(meta::client_capabilities, capabilities.error().what());
  caller.capabilities = *std::move(capabilities);
  return Done();
}

Result<Done> read_client(const Json& params, CallerInfo& caller) {
  const Json* json = meta::find(params, meta::client_info);
  if (!json) return Done();
  auto client = decode<Implementation>(*json);
  if (!client) return wrong(meta::client_info, client.error().what());
  caller.client = *std::move(client);
  return Done();
}

Result<Done> read_log_level(const Json& params, CallerInfo& caller) {
  const Json* json = meta::find(params, meta::log_level);
  if (!json) return Done();
  const auto level = decode<LogLevel>(*json);
  if (!level) return wrong(meta::log_level, level.error().what());
  caller.log_threshold = *level;
  return Done();
}

void add_cache_hints(Json& result) {
  const CacheHint none;
  if (!result.contains("ttlMs")) result["ttlMs"] = none.ttl.count();
  if (!result.contains("cacheScope")) result["cacheScope"] = encode(none.scope);
}

class ModernServerWire final : public ServerWire {
 public:
  std::string_view revision() const override { return modern_revisions().front().name; }

  bool defines(std::string_view method) const override { return method::in_modern(method); }

  Result<CallerInfo> caller(const Request& request, const CallerInfo& session) const override {
    CallerInfo caller{.principal = session.principal};
    for (const auto read : {read_version, read_capabilities, read_client, read_log_level}) {
      if (auto done = read(request.params, caller); !done) return std::move(done).error();
    }
    return caller;
  }

  Json result(std::string_view method, Json neutral, const Json& self) const override {
    neutral["resultType"] = "complete";
    neutral["_meta"][meta::server_info] = self;
    if (method::is_cacheable(method)) add_cache_hints(neutral);
    return neutral;
  }

  Error error(const Error& neutral) const override {
    switch (neutral.code()) {
      case ErrorCode::resource_not_found:
        return Error(ErrorCode::invalid_params, neutral.what(), neutral.data());
      case ErrorCode::url_elicitation_required:
        return Error(ErrorCode::internal_error, neutral.what());
      default:
        return neutral;
    }
  }
};

}  // namespace

const ServerWire& modern_server_wire() {
  static const ModernServerWire wire;
  return wire;
}

Json input_required_result(const InputRequired& asked, std::string sealed_state, const Json& self) {
  Json requests = Json::object();
  for (const auto& [key, request] : asked.requests) {
    requests[key] = {{"method", request.method}, {"params", request.params}};
  }
  return {{"resultType", "input_required"},
          {"inputRequests", std::move(requests)},
          {"requestState", std::move(sealed_state)},
          {"_meta", {{meta::server_info, self}}}};
}

bool claims_modern(const Request& request) {
  return meta::find(request.params, meta::protocol_version) != nullptr ||
         meta::find(request.params, meta::client_capabilities) != nullptr;
}

}  // namespace mcp
