#include <array>

#include "wire/methods.hpp"
#include "wire/older_content.hpp"
#include "wire/server_wire.hpp"

namespace mcp {
namespace {

constexpr std::array hints = {"ttlMs", "cacheScope"};

bool is_object_schema(const Json& schema) {
  return schema.is_object() && schema.value("type", "") == "object";
}

// Clients expect structured content from a tool with an output schema, so the schema is removed
// when the revision has no structured content or the schema is not one of an object.
void respell_tools(Json& result, const Revision& revision) {
  for (auto& tool : result["tools"]) {
    const auto output = tool.find("outputSchema");
    if (output == tool.end()) continue;
    if (!revision.has_structured_content || !is_object_schema(*output)) tool.erase(output);
  }
}

class LegacyServerWire final : public ServerWire {
 public:
  explicit LegacyServerWire(const Revision& revision) : revision_(revision) {}

  std::string_view revision() const override { return revision_.name; }

  bool defines(std::string_view method) const override { return method::in_legacy(method); }

  Result<CallerInfo> caller(const Request&, const CallerInfo& session) const override {
    return session;
  }

  Json result(std::string_view method, Json neutral, const Json&) const override {
    if (method::is_cacheable(method)) {
      for (const char* hint : hints) neutral.erase(hint);
    }
    if (method == method::tools_list) respell_tools(neutral, revision_);
    if (method == method::tools_call) respell_call_result(neutral, revision_);
    if (method == method::prompts_get) respell_messages(neutral, revision_);
    return neutral;
  }

  Error error(const Error& neutral) const override {
    switch (neutral.code()) {
      // These codes do not exist in legacy revisions, which use `invalid_request` instead.
      case ErrorCode::header_mismatch:
      case ErrorCode::missing_client_capability:
      case ErrorCode::unsupported_protocol_version:
        return Error(ErrorCode::invalid_request, neutral.what(), neutral.data());
      default:
        return neutral;
    }
  }

 private:
  const Revision& revision_;
};

}  // namespace

const ServerWire& legacy_server_wire(const Revision& revision) {
  static const std::array wires = {
      LegacyServerWire(legacy_revisions()[0]), LegacyServerWire(legacy_revisions()[1]),
      LegacyServerWire(legacy_revisions()[2]), LegacyServerWire(legacy_revisions()[3])};
  return wires[static_cast<std::size_t>(&revision - legacy_revisions().data())];
}

}  // namespace mcp
