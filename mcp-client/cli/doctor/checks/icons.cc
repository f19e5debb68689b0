#include "doctor/checks/groups.hpp"
#include "doctor/formats.hpp"
#include "doctor/judge.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"
#include "text/ascii.hpp"
#include "wire/meta.hpp"

namespace mcp::cli::doctor {
namespace {

const Json& server_of(const Evidence& evidence) {
  const Exchange* opening = evidence.find(probe::opening);
  if (!opening) return null_json();
  const Json* info = meta::find(opening->result(), meta::server_info);
  return info ? *info : member(opening->result(), "serverInfo");
}

template <class Function>
Outcome each_icon(const Evidence& evidence, const char* expected, Function fault) {
  Faults faults(expected);
  bool looked = false;
  const auto look = [&](const Json& owner, const std::string& name) {
    const Json& icons = member(owner, "icons");
    if (icons.is_null()) return;
    looked = true;
    if (!icons.is_array()) return faults.add(name + ": `icons` is no array");
    for (const auto& icon : icons) {
      const std::string text = fault(icon);
      if (!text.empty()) faults.add(name + ": " + text);
    }
  };
  look(server_of(evidence), "the server");
  constexpr struct {
    const char* probe;
    const char* list;
  } lists[] = {{probe::tools, "tools"},
               {probe::resources, "resources"},
               {probe::templates, "resourceTemplates"},
               {probe::prompts, "prompts"}};
  for (const auto& [probe, list] : lists) {
    for (const auto& item : evidence.items(probe, list)) look(item, text_in(item, "name"));
  }
  return faults.outcome(looked, "there are no icons");
}

Outcome shape(const Evidence& evidence) {
  return each_icon(evidence, "`src` a string, `sizes` an array, `theme` \"light\" or \"dark\"",
                   [](const Json& icon) -> std::string {
                     if (!member(icon, "src").is_string())
                       return "`src` is " + quoted(member(icon, "src"));
                     const Json& sizes = member(icon, "sizes");
                     if (!sizes.is_null() && !sizes.is_array())
                       return "`sizes` is " + quoted(sizes);
                     const Json& theme = member(icon, "theme");
                     if (!theme.is_null() && theme != "light" && theme != "dark") {
                       return "`theme` is " + quoted(theme);
                     }
                     return "";
                   });
}

// An http URL is allowed to be sent; clients need not load it.
Outcome source(const Evidence& evidence) {
  return each_icon(evidence, "an https or data URI", [](const Json& icon) -> std::string {
    const auto src = view_in(icon, "src");
    if (src.empty()) return "";
    const std::string scheme = ascii::lower(scheme_of(src));
    return scheme == "https" || scheme == "http" || scheme == "data" ? "" : quoted(icon["src"]);
  });
}

constexpr Check checks[] = {
    {"icons.shape",
     "Icons have the right members",
     Level::must,
     Over::any,
     {"schema", "Icon", ""},
     {"schema", "Icon", "", 3},
     "Send `src`; `mimeType`, `sizes` and `theme` are optional.",
     shape},
    {"icons.source",
     "Icons are web addresses or data URIs",
     Level::must,
     Over::any,
     {"basic/index", "icons", "basic-57"},
     {"basic/index", "icons", "basic-24", 3},
     "Use an https URL or a data URI: clients must reject others.",
     source},
};

}  // namespace

std::span<const Check> icon_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor
