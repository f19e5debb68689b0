#include "schema/path.hpp"

#include <vector>

#include "schema/pointer.hpp"
#include "schema/text.hpp"

namespace mcp::schema {

std::string pointer_of(const Path* path) {
  std::vector<const Path*> steps;
  for (; path != nullptr; path = path->parent) steps.push_back(path);
  std::string pointer;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->step == Path::Step::member) append_token(pointer, *(*step)->name);
    if ((*step)->step == Path::Step::item) append_token(pointer, std::to_string((*step)->index));
  }
  return pointer;
}

std::string subject_of(const Path* path) {
  if (path == nullptr) return "the value";
  switch (path->step) {
    case Path::Step::member:
      return quote_name(*path->name);
    case Path::Step::property_name:
      return "the property name " + quote_name(*path->name);
    case Path::Step::item:
      break;
  }
  std::string item = "item " + std::to_string(path->index);
  const Path* parent = path->parent;
  if (parent == nullptr) return item;
  const bool in_member = parent->step == Path::Step::member;
  return item + " of " +
         (in_member ? quote_name(*parent->name) : "item " + std::to_string(parent->index));
}

}  // namespace mcp::schema
