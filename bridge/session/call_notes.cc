#include "bridge/session/call_notes.hpp"

#include <initializer_list>

#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

void copy(const Json& from, Json& to, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (from.contains(name)) to[name] = from[name];
  }
}

// The first lines of a text; the last one is complete if possible.
std::string first_lines(const std::string& text, std::size_t bytes) {
  const auto end = text.rfind('\n', bytes - 1);
  return end == text.npos ? beginning_of(text, bytes) : text.substr(0, end + 1);
}

Json shortened_preview(Json preview) {
  const std::string unified = text_in(preview, "unified");
  if (unified.size() <= CallNotes::most_kept) return preview;
  preview["unified"] = first_lines(unified, CallNotes::most_kept);
  preview["truncated"] = true;
  return preview;
}

void shorten_strings(Json& value, std::size_t bytes) {
  if (value.is_string()) value = beginning_of(value.get_ref<const std::string&>(), bytes);
  if (!value.is_structured()) return;
  for (Json& each : value) shorten_strings(each, bytes);
}

// Shortens the strings of a long input; if that is not enough, keeps nothing of it.
void keep_input(Json& note, Json input) {
  constexpr std::size_t string_bytes = 1 << 10;
  if (to_text(input).size() > CallNotes::most_kept) {
    note["input_truncated"] = true;
    shorten_strings(input, string_bytes);
    if (to_text(input).size() > CallNotes::most_kept) input = Json::object();
  }
  note["edited_input"] = std::move(input);
}

}  // namespace

void CallNotes::note(const std::string& type, const Json& data, std::int64_t at) {
  const std::string id = text_in(data, type == "tool_request" ? "id" : "tool_use_id");
  if (id.empty()) return;
  if (type == "tool_request") {
    Json& note = notes_[id];
    copy(data, note, {"name", "server", "tool", "title"});
    note.erase("preview");
    if (data.contains("preview")) note["preview"] = shortened_preview(data["preview"]);
  } else if (type == "tool_resolved") {
    copy(data, notes_[id], {"decision", "by"});
  } else if (type == "tool_started") {
    Json& note = notes_[id];
    copy(data, note, {"name", "server"});
    note["started_at"] = at;
    if (!data.value("edited", false)) return;
    note.erase("preview");  // it shows the input before the edit
    keep_input(note, data["input"]);
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
         {"name", "server", "tool", "title", "preview", "decision", "by", "edited_input",
          "input_truncated", "started_at", "duration_ms", "outcome"});
  }
  return kept;
}

}  // namespace mcp::bridge
