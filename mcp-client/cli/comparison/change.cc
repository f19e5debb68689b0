#include "comparison/change.hpp"

#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_quoted_of_change = 120;

const char* word_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::added:
      return "added";
    case Change::Kind::removed:
      return "removed";
    case Change::Kind::changed:
      return "changed";
  }
  return "changed";
}

char sign_of(Change::Kind kind) {
  if (kind == Change::Kind::added) return '+';
  return kind == Change::Kind::removed ? '-' : '~';
}

std::string shown(const Json& value) {
  return one_line(schema::excerpt(value, most_quoted_of_change));
}

}  // namespace

Json change_json(const Change& change) {
  Json json{{"part", change.part},
            {"change", word_of(change.kind)},
            {"breaking", change.breaking},
            {"before", change.before},
            {"after", change.after}};
  if (!change.name.empty()) json["name"] = change.name;
  if (!change.path.empty()) json["path"] = change.path;
  if (!change.note.empty()) json["note"] = change.note;
  return json;
}

std::string change_line(const Change& change) {
  std::string line{sign_of(change.kind), ' '};
  line += change.part;
  if (!change.name.empty()) line += ' ' + one_line(change.name);
  if (!change.path.empty()) line += ' ' + one_line(change.path);
  const bool whole_item = !change.name.empty() && change.path.empty();
  if (!whole_item) {
    line += ": ";
    if (change.kind != Change::Kind::added) line += shown(change.before);
    if (change.kind == Change::Kind::changed) line += " -> ";
    if (change.kind != Change::Kind::removed) line += shown(change.after);
  }
  if (change.breaking)
    line += "  [breaking" + (change.note.empty() ? "" : ": " + change.note) + ']';
  return line + '\n';
}

}  // namespace mcp::cli
