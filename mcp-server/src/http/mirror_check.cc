#include "http/mirror_check.hpp"

#include <algorithm>
#include <charconv>

#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "json/members.hpp"
#include "text/ascii.hpp"
#include "text/percent.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::http {
namespace {

Error mismatch(const std::string& why) {
  return Error(ErrorCode::header_mismatch, "Header mismatch: " + why);
}

Error contradicts(const std::string& header, const std::string& said, const std::string& meant) {
  return mismatch(header + " says `" + said.substr(0, 256) + "`, the body `" +
                  meant.substr(0, 256) + '`');
}

// Whether a header with the value `said` matches `meant` in the body.
bool stands_for(const Request& request, const std::string& said, const std::string& meant) {
  return said == meant || (request.headers_are_decoded && said == percent_decoded(meant));
}

// Checks a header that is compared without decoding.
Result<Done> check_plain(const Request& request, const std::string& name,
                         const std::string& meant) {
  const std::string* said = request.header(name);
  if (!said) return mismatch(name + " is missing");
  if (*said != meant) return contradicts(name, *said, meant);
  return Done();
}

Result<Done> check_name(const Request& request, const std::string& meant) {
  const std::string* value = request.header("Mcp-Name");
  if (!value) return mismatch("Mcp-Name is missing");
  const auto said = from_header_value(*value);
  if (!said) return mismatch("Mcp-Name is neither plain text nor valid Base64");
  if (!stands_for(request, *said, meant)) return contradicts("Mcp-Name", *said, meant);
  return Done();
}

Result<Done> check_parameter(const Request& request, const Json& arguments,
                             const MirroredParameter& parameter) {
  const std::string name = "Mcp-Param-" + parameter.header;
  const auto meant = mirrored_value(arguments, parameter);
  const std::string* value = request.header(name);
  if (!value && !meant) return Done();
  if (!value) return mismatch(name + " is missing");
  const auto said = from_header_value(*value);
  if (!said) return mismatch(name + " is neither plain text nor valid Base64");
  if (!meant) return mismatch(name + " is present, but the body has no such value");
  if (!mirrors(*said, *meant, parameter) && !stands_for(request, *said, *meant)) {
    return contradicts(name, *said, *meant);
  }
  const auto count = std::ranges::count_if(
      request.headers, [&](const Header& header) { return ascii::same(header.name, name); });
  if (count > 1) return mismatch(name + " is sent more than once");
  return Done();
}

std::vector<MirroredParameter> parameters_of(const ServerCore& core, const std::string& tool) {
  if (const auto& gateway = core.options.gateway) {
    const Json schema = gateway->schema_with_headers(tool);
    auto mirrored = mirrored_parameters(schema.is_null() ? Json::object() : schema);
    return mirrored ? *std::move(mirrored) : std::vector<MirroredParameter>();
  }
  const auto entry = core.tools.find(tool);
  return entry ? entry->mirrored : std::vector<MirroredParameter>();
}

Result<Done> check_parameters(const Request& request, const mcp::Request& message,
                              const std::string& tool, const ServerCore& core) {
  const auto mirrored = parameters_of(core, tool);
  if (mirrored.empty()) return Done();
  const auto arguments = message.params.find("arguments");
  const Json none = Json::object();
  const Json& given = arguments == message.params.end() ? none : *arguments;
  for (const auto& parameter : mirrored) {
    if (auto done = check_parameter(request, given, parameter); !done) return done;
  }
  return Done();
}

}  // namespace

Result<Done> check_mirrors(const Request& request, const mcp::Request& message,
                           const ServerCore& core) {
  const Json* version = meta::find(message.params, meta::protocol_version);
  const std::string meant = text_or_empty(version);
  if (auto done = check_plain(request, "MCP-Protocol-Version", meant); !done) return done;
  if (auto done = check_plain(request, "Mcp-Method", message.method); !done) return done;
  const auto name = mirrored_name(message.method, message.params);
  if (!name) return Done();
  if (auto done = check_name(request, *name); !done) return done;
  if (message.method != method::tools_call) return Done();
  return check_parameters(request, message, *name, core);
}

}  // namespace mcp::http
