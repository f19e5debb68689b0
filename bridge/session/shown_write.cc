#include "bridge/session/shown_write.hpp"

#include <algorithm>

#include "json/members.hpp"

namespace mcp::bridge {
namespace {

const Json& property(const Tool& tool, const char* name) {
  return member(member(tool.input_schema, "properties"), name);
}

bool has_modes(const Tool& tool) {
  const Json& modes = member(property(tool, "mode"), "enum");
  const auto has = [&](const char* mode) {
    return std::find(modes.begin(), modes.end(), mode) != modes.end();
  };
  return modes.is_array() && has("create") && has("upsert");
}

}  // namespace

std::string ShownWrite::hash() const {
  return preview.is_null() ? "none" : text_in(preview, "preview_hash");
}

bool covers(const ShownWrite& shown, const ShownWrite& now) {
  if (now.path != shown.path) return now.path.empty() || now.before.is_absent();
  return now.before == shown.before;
}

Json bound_to(const FileReading& before, const Tool& tool, Json input) {
  if (text_in(property(tool, "ifMatch"), "type") != "string") return input;
  const std::string own = text_in(input, "ifMatch");
  const bool open = own.empty() || own == "*";
  if (!before.is_absent()) {
    if (open && !before.etag.empty()) input["ifMatch"] = before.etag;
    return input;
  }
  const std::string mode = text_in(input, "mode");
  if (mode == "upsert" && own.empty() && has_modes(tool)) input["mode"] = "create";
  // "overwrite" fails because the file does not exist. This lets it fail, too, if the file is
  // created meanwhile.
  if (mode == "overwrite" && open) input["ifMatch"] = "absent";
  return input;
}

}  // namespace mcp::bridge
