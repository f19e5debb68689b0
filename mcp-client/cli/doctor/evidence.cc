#include "doctor/evidence.hpp"

#include "json/members.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {

std::string HttpHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string HttpHead::content_type() const {
  const std::string type = header("content-type");
  return ascii::lower(ascii::trimmed(std::string_view(type).substr(0, type.find(';'))));
}

const Json& Exchange::result() const {
  return response ? member(*response, "result") : null_json();
}

const Json& Exchange::error() const {
  return response ? member(*response, "error") : null_json();
}

int Exchange::error_code() const {
  const Json& code = member(error(), "code");
  return code.is_number_integer() ? code.get<int>() : 0;
}

const Exchange* Evidence::find(const std::string& probe) const {
  const auto found = probes.find(probe);
  return found == probes.end() || found->second.empty() ? nullptr : &found->second.front();
}

bool Evidence::offers(const char* capability) const {
  return member(capabilities, capability).is_object();
}

std::string Evidence::any_list() const {
  for (const char* kind : {"tools", "resources", "prompts"}) {
    if (offers(kind)) return std::string(kind) + "/list";
  }
  return {};
}

std::vector<Json> Evidence::items(const std::string& probe, const char* name) const {
  std::vector<Json> all;
  const auto found = probes.find(probe);
  if (found == probes.end()) return all;
  for (const auto& page : found->second) {
    const Json& list = member(page.result(), name);
    if (list.is_array()) all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

std::vector<std::pair<std::string, const Exchange*>> Evidence::all() const {
  std::vector<std::pair<std::string, const Exchange*>> every;
  for (const auto& [name, exchanges] : probes) {
    for (const auto& exchange : exchanges) every.emplace_back(name, &exchange);
  }
  return every;
}

}  // namespace mcp::cli::doctor
