#include "comparison/compare.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "comparison/schema_changes.hpp"
#include "mcp/never_destroyed.hpp"
#include "schema/pointer.hpp"

namespace mcp::cli {
namespace {

using Changes = std::vector<Change>;

/// A list of a snapshot: the member that identifies an item, and how two items are compared.
struct List {
  const char* key;
  const char* identity;
  std::function<Changes(const Json& before, const Json& after)> compare;
};

Change::Kind kind_of(const Json* before, const Json* after) {
  if (!before) return Change::Kind::added;
  return after ? Change::Kind::changed : Change::Kind::removed;
}

// Calls `act` with the values of each member that differs; a missing one is null.
void each_difference(const Json& before, const Json& after,
                     const std::function<void(const std::string&, const Json*, const Json*)>& act) {
  std::map<std::string, std::pair<const Json*, const Json*>> members;
  for (const auto& [name, value] : before.items()) members[name].first = &value;
  for (const auto& [name, value] : after.items()) members[name].second = &value;
  for (const auto& [name, values] : members) {
    const auto [one, other] = values;
    if (!one || !other || *one != *other) act(name, one, other);
  }
}

Change difference(const std::string& path, const Json* before, const Json* after) {
  return {.path = path,
          .kind = kind_of(before, after),
          .before = before ? *before : Json(),
          .after = after ? *after : Json()};
}

void add_output_schema(Changes& changes, const Json* before, const Json* after) {
  if (before && after) {
    const auto more = schema_changes(*before, *after, SchemaUse::output, "/outputSchema");
    changes.insert(changes.end(), more.begin(), more.end());
    return;
  }
  Change change = difference("/outputSchema", before, after);
  change.breaking = !after;
  if (change.breaking) change.note = "results need no longer have structured content";
  changes.push_back(std::move(change));
}

Changes compare_tools(const Json& before, const Json& after) {
  Changes changes;
  each_difference(before, after, [&](const std::string& name, const Json* one, const Json* other) {
    if (name == "outputSchema") return add_output_schema(changes, one, other);
    if (name == "inputSchema") {
      static const auto& anything = never_destroyed(Json(Json::object()));
      const auto more = schema_changes(one ? *one : anything, other ? *other : anything,
                                       SchemaUse::input, "/inputSchema");
      changes.insert(changes.end(), more.begin(), more.end());
      return;
    }
    changes.push_back(difference('/' + name, one, other));
  });
  return changes;
}

Changes compare_members(const Json& before, const Json& after) {
  Changes changes;
  each_difference(before, after, [&](const std::string& name, const Json* one, const Json* other) {
    std::string path;
    schema::append_token(path, name);
    changes.push_back(difference(path, one, other));
  });
  return changes;
}

std::map<std::string, const Json*> by_identity(const Json& items, const char* identity) {
  std::map<std::string, const Json*> found;
  for (const auto& item : items) {
    const Json name = item.is_object() ? item.value(identity, Json()) : Json();
    if (name.is_string()) found.emplace(name, &item);
  }
  return found;
}

// The argument of a prompt that was added, removed or changed.
Change of_argument(const std::string& name, const Json* before, const Json* after) {
  std::string path = "/arguments";
  schema::append_token(path, name);
  Change change = difference(path, before, after);
  const auto required = [](const Json* argument) {
    return argument && argument->value("required", Json(false)) == true;
  };
  const bool now_required = required(after) && !required(before);
  change.breaking = now_required || !after;
  if (change.breaking) {
    change.note = now_required ? "an argument is now required" : "an argument was removed";
  }
  return change;
}

Changes compare_prompts(const Json& before, const Json& after) {
  Changes changes;
  Json one = before;
  Json other = after;
  one.erase("arguments");
  other.erase("arguments");
  changes = compare_members(one, other);
  const Json old_arguments = before.value("arguments", Json::array());
  const Json new_arguments = after.value("arguments", Json::array());
  const auto old_names = by_identity(old_arguments, "name");
  const auto new_names = by_identity(new_arguments, "name");
  for (const auto& [name, argument] : old_names) {
    const auto found = new_names.find(name);
    const Json* now = found == new_names.end() ? nullptr : found->second;
    if (!now || *now != *argument) changes.push_back(of_argument(name, argument, now));
  }
  for (const auto& [name, argument] : new_names) {
    if (!old_names.contains(name)) changes.push_back(of_argument(name, nullptr, argument));
  }
  return changes;
}

void compare_list(Changes& changes, const List& list, const Json& before, const Json& after) {
  const Json old_list = before.value(list.key, Json::array());
  const Json new_list = after.value(list.key, Json::array());
  const auto old_items = by_identity(old_list, list.identity);
  const auto new_items = by_identity(new_list, list.identity);
  for (const auto& [name, item] : old_items) {
    const auto found = new_items.find(name);
    if (found == new_items.end()) {
      changes.push_back({.part = list.key,
                         .name = name,
                         .kind = Change::Kind::removed,
                         .breaking = true,
                         .before = *item});
      continue;
    }
    for (auto& change : list.compare(*item, *found->second)) {
      change.part = list.key;
      change.name = name;
      changes.push_back(std::move(change));
    }
  }
  for (const auto& [name, item] : new_items) {
    if (old_items.contains(name)) continue;
    changes.push_back(
        {.part = list.key, .name = name, .kind = Change::Kind::added, .after = *item});
  }
}

// A capability, or a part of one, that is missing or was switched off is breaking.
void compare_capabilities(Changes& changes, const Json& before, const Json& after,
                          const std::string& path) {
  each_difference(before, after, [&](const std::string& name, const Json* one, const Json* other) {
    std::string place = path;
    schema::append_token(place, name);
    if (one && other && one->is_object() && other->is_object()) {
      return compare_capabilities(changes, *one, *other, place);
    }
    Change change = difference(place, one, other);
    change.part = "capabilities";
    change.breaking = one && *one != false && (!other || *other == false);
    changes.push_back(std::move(change));
  });
}

void compare_description(Changes& changes, const Json& before, const Json& after) {
  const auto compare_member = [&](const char* part, const Json& one, const Json& other,
                                  const std::string& path) {
    if (one == other) return;
    Change change =
        difference(path, one.is_null() ? nullptr : &one, other.is_null() ? nullptr : &other);
    change.part = part;
    changes.push_back(std::move(change));
  };
  const auto member = [](const Json& json, const char* key) { return json.value(key, Json()); };
  compare_member("protocolVersion", member(before, "protocolVersion"),
                 member(after, "protocolVersion"), "");
  each_difference(
      before.value("serverInfo", Json::object()), after.value("serverInfo", Json::object()),
      [&](const std::string& name, const Json* one, const Json* other) {
        std::string path;
        schema::append_token(path, name);
        compare_member("serverInfo", one ? *one : Json(), other ? *other : Json(), path);
      });
  compare_capabilities(changes, before.value("capabilities", Json::object()),
                       after.value("capabilities", Json::object()), "");
  compare_member("instructions", member(before, "instructions"), member(after, "instructions"), "");
}

}  // namespace

std::vector<Change> compare(const Json& before, const Json& after) {
  static const auto& lists =
      never_destroyed(std::vector<List>{{"tools", "name", compare_tools},
                                        {"resources", "uri", compare_members},
                                        {"resourceTemplates", "uriTemplate", compare_members},
                                        {"prompts", "name", compare_prompts}});
  Changes changes;
  compare_description(changes, before, after);
  for (const auto& list : lists) compare_list(changes, list, before, after);
  return changes;
}

}  // namespace mcp::cli
