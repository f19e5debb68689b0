#include "bytes/base64.hpp"
#include "doctor/checks/groups.hpp"
#include "doctor/content.hpp"
#include "doctor/formats.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

template <class Function>
void each_item(const Evidence& evidence, Faults& faults, bool& looked, Function fault) {
  const auto add = [&](const std::vector<Json>& items, const char* kind) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      looked = true;
      const std::string text = fault(items[i]);
      if (!text.empty()) faults.add(named(kind, items[i], i) + ": " + text);
    }
  };
  add(evidence.items(probe::resources, "resources"), "resource");
  add(evidence.items(probe::templates, "resourceTemplates"), "template");
}

template <class Function>
Outcome over_items(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  bool looked = false;
  each_item(evidence, faults, looked, fault);
  return faults.outcome(looked, "the server lists no resources");
}

Outcome shape(const Evidence& evidence) {
  return over_items(evidence, "strings `name` and `uri` (or `uriTemplate`), a whole `size`",
                    [](const Json& item) -> std::string {
                      const bool address = member(item, "uri").is_string() ||
                                           member(item, "uriTemplate").is_string();
                      if (!address || !member(item, "name").is_string()) return quoted(item);
                      const Json& size = member(item, "size");
                      if (size.is_null() || size.is_number_integer()) return "";
                      return "`size` is " + quoted(size);
                    });
}

Outcome uri(const Evidence& evidence) {
  return over_items(evidence, "a URI as in RFC 3986", [](const Json& item) -> std::string {
    const Json& address = member(item, "uri");
    return !address.is_string() || is_uri(view_in(item, "uri")) ? "" : quoted(address);
  });
}

Outcome uri_template(const Evidence& evidence) {
  return over_items(evidence, "a URI template as in RFC 6570", [](const Json& item) -> std::string {
    const Json& address = member(item, "uriTemplate");
    return !address.is_string() || is_uri_template(view_in(item, "uriTemplate")) ? ""
                                                                                 : quoted(address);
  });
}

Outcome mime_type(const Evidence& evidence) {
  return over_items(
      evidence, "a media type such as text/plain", [](const Json& item) -> std::string {
        const Json& type = member(item, "mimeType");
        return type.is_null() || is_media_type(view_in(item, "mimeType")) ? "" : quoted(type);
      });
}

Outcome annotations(const Evidence& evidence) {
  return over_items(evidence, "annotations as the schema says",
                    [](const Json& item) { return annotations_fault(item); });
}

Outcome not_found(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::read_unknown);
  if (exchange && exchange->result().is_object()) return skipped("the server sends a result");
  // The codes of earlier revisions are reported by rpc.error-code-retired.
  return expect_error(evidence, probe::read_unknown, {-32602, -32002});
}

Outcome not_found_legacy(const Evidence& evidence) {
  return expect_error(evidence, probe::read_unknown, {-32002, -32602});
}

Outcome not_found_is_no_result(const Evidence& evidence) {
  const Exchange* exchange = evidence.find(probe::read_unknown);
  if (!exchange) return skipped("the capability is not declared");
  if (!exchange->result().is_object()) return passed();
  return failed("an error for a resource that does not exist", described(*exchange));
}

template <class Function>
Outcome each_contents(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  bool looked = false;
  const auto found = evidence.probes.find(probe::read);
  if (found == evidence.probes.end()) return skipped("no resource was read");
  for (const auto& exchange : found->second) {
    if (!exchange.result().is_object()) continue;
    if (member(exchange.result(), "resultType") == "input_required") continue;
    looked = true;
    const std::string text = fault(member(exchange.result(), "contents"));
    if (!text.empty()) {
      faults.add(quoted(member(member(exchange.sent, "params"), "uri")) + ": " + text);
    }
  }
  return faults.outcome(looked, "no resource was read");
}

Outcome contents(const Evidence& evidence) {
  return each_contents(evidence, "an array `contents` with a `uri` and either `text` or `blob`",
                       [](const Json& all) -> std::string {
                         if (!all.is_array()) return quoted(all);
                         for (const auto& one : all) {
                           const std::string fault = contents_fault(one);
                           if (!fault.empty()) return fault;
                         }
                         return "";
                       });
}

Outcome blob(const Evidence& evidence) {
  return each_contents(evidence, "`blob` in Base64", [](const Json& all) -> std::string {
    for (const auto& one : all) {
      const Json& data = member(one, "blob");
      if (data.is_string() && !from_base64(data.get_ref<const std::string&>())) {
        return "`blob` is not Base64";
      }
    }
    return "";
  });
}

Outcome listed_is_readable(const Evidence& evidence) {
  const auto found = evidence.probes.find(probe::read);
  if (found == evidence.probes.end()) return skipped("no resource was read");
  Faults faults("a listed resource can be read");
  for (const auto& exchange : found->second) {
    const int code = exchange.error_code();
    if (code == -32601) faults.add(described(exchange));
  }
  return faults.outcome();
}

Outcome subscribe(const Evidence& evidence) {
  for (const char* name : {probe::subscribe, probe::unsubscribe}) {
    const Exchange* exchange = evidence.find(name);
    if (!exchange || !exchange->response) return skipped("not requested, or no response");
    if (!exchange->result().is_object()) {
      return failed("an empty result of " + std::string(name), described(*exchange));
    }
  }
  return passed();
}

constexpr Check checks[] = {
    {"resources.shape",
     "Each resource has an address and a name",
     Level::must,
     Over::any,
     {"schema", "Resource", ""},
     {"schema", "Resource", ""},
     "Send `uri` (or `uriTemplate`) and `name`.",
     shape},
    {"resources.uri",
     "Addresses of resources are URIs",
     Level::must,
     Over::any,
     {"server/resources", "Custom URI Schemes", "server.resources-12"},
     {"server/resources", "Custom URI Schemes", "server.resources-06"},
     "Begin it with a scheme, and percent-encode blanks and other letters.",
     uri},
    {"resources.uri-template",
     "URI templates are valid",
     Level::must,
     Over::any,
     {"schema", "ResourceTemplate", ""},
     {"schema", "ResourceTemplate", ""},
     "Close each `{`, and use only variable names and the operators of RFC 6570.",
     uri_template},
    {"resources.mime-type",
     "MIME types are valid",
     Level::should,
     Over::any,
     {"server/resources", "Resource", ""},
     {"server/resources", "Resource", ""},
     "Send type/subtype, or leave `mimeType` out.",
     mime_type},
    {"resources.annotations",
     "Annotations of resources are valid",
     Level::must,
     Over::any,
     {"schema", "Annotations", ""},
     {"schema", "Annotations", ""},
     "Priority is from 0 to 1, the audience `user` or `assistant`, the time ISO 8601.",
     annotations},
    {"resources.not-found",
     "An unknown resource is rejected with -32602",
     Level::must,
     Over::any,
     {"server/resources", "Error Handling", "server.resources-13"},
     {},
     "Send the error -32602 (invalid params).",
     not_found},
    {"resources.not-found-result",
     "An unknown resource gets no result",
     Level::must,
     Over::any,
     {"server/resources", "Error Handling", "server.resources-16"},
     {},
     "Send an error instead of empty `contents`.",
     not_found_is_no_result},
    {"resources.not-found-error",
     "An unknown resource is rejected with -32002",
     Level::should,
     Over::any,
     {},
     {"server/resources", "Error Handling", "server.resources-07"},
     "Send the error -32002 (resource not found).",
     not_found_legacy},
    {"resources.contents",
     "Contents of a resource are text or a blob",
     Level::must,
     Over::any,
     {"schema", "ReadResourceResult", ""},
     {"schema", "ReadResourceResult", ""},
     "Send `uri` and either `text` or `blob`.",
     contents},
    {"resources.blob",
     "Binary contents are Base64",
     Level::must,
     Over::any,
     {"server/resources", "Security Considerations", "server.resources-19"},
     {"server/resources", "Security Considerations", "server.resources-10"},
     "Encode `blob` with the standard alphabet and padding.",
     blob},
    {"resources.readable",
     "Listed resources can be read",
     Level::must,
     Over::any,
     {"schema", "ReadResourceRequest", ""},
     {"schema", "ReadResourceRequest", ""},
     "Implement resources/read.",
     listed_is_readable},
    {"resources.subscribe",
     "Declared resource subscriptions work",
     Level::must,
     Over::any,
     {},
     {"schema", "SubscribeRequest", ""},
     "Answer resources/subscribe and resources/unsubscribe, or do not declare `subscribe`.",
     subscribe},
};

}  // namespace

std::span<const Check> resource_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
