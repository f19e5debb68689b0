#include "coercion.hpp"

#include <algorithm>
#include <string>

#include "json/members.hpp"
#include "json/parse.hpp"

namespace mcp {
namespace {

bool takes(const Json& schema, const std::string& type) {
  const Json& types = member(schema, "type");
  if (types.is_array()) return std::ranges::find(types, Json(type)) != types.end();
  return types == type;
}

bool requires_property(const Json& schema, const std::string& name) {
  const Json& required = member(schema, "required");
  return required.is_array() && std::ranges::find(required, Json(name)) != required.end();
}

// A schema without `type` accepts null, too, so null may be intended.
bool may_be_left_out(const Json& value, const Json& schema, const std::string& name) {
  const Json& property = member(member(schema, "properties"), name);
  return value.is_null() && property.is_object() && property.contains("type") &&
         !takes(property, "null") && !requires_property(schema, name);
}

class Coercion {
 public:
  bool changed() const { return changed_; }

  void mend(Json& value, const Json& schema) {
    if (value.is_object()) return mend_object(value, schema);
    if (value.is_array()) {
      for (Json& item : value) mend(item, member(schema, "items"));
      return;
    }
    if (value.is_string() && schema.is_object() && !takes(schema, "string")) {
      mend_text(value, schema);
    }
  }

 private:
  void mend_object(Json& object, const Json& schema) {
    for (auto property = object.begin(); property != object.end();) {
      if (may_be_left_out(property.value(), schema, property.key())) {
        property = object.erase(property);
        changed_ = true;
        continue;
      }
      mend(property.value(), member(member(schema, "properties"), property.key()));
      ++property;
    }
  }

  void mend_text(Json& value, const Json& schema) {
    const auto meant = json::parse(value.get_ref<const std::string&>(), 1);
    if (!meant) return;
    const bool fits = (meant->is_boolean() && takes(schema, "boolean")) ||
                      (meant->is_number() && takes(schema, "number")) ||
                      (meant->is_number_integer() && takes(schema, "integer"));
    if (!fits) return;
    value = *meant;
    changed_ = true;
  }

  bool changed_ = false;
};

}  // namespace

std::optional<Json> coerced(const Json& arguments, const Json& schema) {
  Json mended = arguments;
  Coercion coercion;
  coercion.mend(mended, schema);
  return coercion.changed() ? std::optional(std::move(mended)) : std::nullopt;
}

}  // namespace mcp
