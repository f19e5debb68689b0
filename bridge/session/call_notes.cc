#include "bridge/session/call_notes.hpp"

#include <initializer_list>

#include "bridge/engine/fields.hpp"

namespace mcp::bridge {
namespace {

void copy(const Json& from, Json& to, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (from.contains(name)) to[name] = from[name];
  }
}

}  // namespace

void CallNotes::note(const std::string& type, const Json& data, std::int64_t at) {
  const std::string id = text_in(data, "tool_use_id");
  if (id.empty()) return;
  if (type == "tool_resolved") {
    copy(data, notes_[id], {"decision"});
  } else if (type == "tool_started") {
    Json& note = notes_[id];
    copy(data, note, {"name", "server"});
    note["started_at"] = at;
  } else if (type == "tool_result") {
    copy(data, notes_[id],
         {"name", "server", "outcome", "duration_ms", "text", "structured", "truncated"});
  }
}

Json CallNotes::all() const {
  return Json(notes_);
}

Json CallNotes::kept(const Json& results) const {
  Json kept = Json::object();
  for (const Json& result : results) {
    const auto found = notes_.find(text_in(result, "tool_use_id"));
    if (found == notes_.end()) continue;
    Json& note = kept[found->first] = Json::object();
    copy(found->second, note,
         {"name", "server", "decision", "started_at", "duration_ms", "outcome"});
  }
  return kept;
}

}  // namespace mcp::bridge
