#include "mcp/client/form.hpp"

#include <algorithm>

#include "json/members.hpp"
#include "mcp/schema.hpp"

namespace mcp {
namespace {

// Titled choices: `oneOf` or `anyOf` with a `const` and a `title` each.
std::vector<FieldChoice> titled_choices(const Json& alternatives) {
  std::vector<FieldChoice> choices;
  if (!alternatives.is_array()) return choices;
  for (const Json& each : alternatives) {
    const Json& value = member(each, "const");
    if (!value.is_string()) continue;
    const std::string title = text_in(each, "title");
    choices.push_back({value.get<std::string>(), title.empty() ? value.get<std::string>() : title});
  }
  return choices;
}

// An `enum`, in revisions until 2025-06-18 with the titles in `enumNames`.
std::vector<FieldChoice> plain_choices(const Json& schema) {
  std::vector<FieldChoice> choices;
  const Json& values = member(schema, "enum");
  const Json& names = member(schema, "enumNames");
  if (!values.is_array()) return choices;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_string()) continue;
    const bool has_name = names.is_array() && i < names.size() && names[i].is_string();
    choices.push_back(
        {values[i].get<std::string>(), (has_name ? names : values)[i].get<std::string>()});
  }
  return choices;
}

std::vector<FieldChoice> choices_of(const Json& schema) {
  for (const auto* keyword : {"oneOf", "anyOf"}) {
    if (auto choices = titled_choices(member(schema, keyword)); !choices.empty()) return choices;
  }
  return plain_choices(schema);
}

FieldKind kind_of(const Json& schema, bool has_choices) {
  const auto type = view_in(schema, "type");
  if (type == "array") return has_choices ? FieldKind::choices : FieldKind::other;
  if (has_choices && (type == "string" || type.empty())) return FieldKind::choice;
  if (type == "string") return FieldKind::text;
  if (type == "number") return FieldKind::number;
  if (type == "integer") return FieldKind::integer;
  if (type == "boolean") return FieldKind::boolean;
  return FieldKind::other;
}

bool allows(const Json& schema, const Json& value) {
  const auto validator = SchemaValidator::compile(schema);
  return validator && validator->violations(value).empty();
}

FormField field_of(const std::string& name, const Json& schema) {
  const bool is_list = view_in(schema, "type") == "array";
  FormField field{.name = name,
                  .title = text_in(schema, "title"),
                  .description = text_in(schema, "description"),
                  .choices = choices_of(is_list ? member(schema, "items") : schema),
                  .schema = schema};
  field.kind = kind_of(schema, !field.choices.empty());
  const Json& value = member(schema, "default");
  if (!value.is_null() && allows(schema, value)) field.default_value = value;
  return field;
}

}  // namespace

std::vector<FormField> fields_of(const Json& requested_schema) {
  std::vector<FormField> fields;
  const Json& properties = member(requested_schema, "properties");
  const Json& required = member(requested_schema, "required");
  if (!properties.is_object()) return fields;
  for (const auto& [name, schema] : properties.items()) {
    if (!schema.is_object()) continue;
    FormField field = field_of(name, schema);
    field.is_required = required.is_array() && std::ranges::count(required, Json(name)) != 0;
    fields.push_back(std::move(field));
  }
  std::ranges::stable_partition(fields, &FormField::is_required);
  return fields;
}

Json defaults_of(const Json& requested_schema) {
  return with_defaults(requested_schema, nullptr);
}

Json with_defaults(const Json& requested_schema, Json content) {
  if (!content.is_object()) content = Json::object();
  for (const auto& field : fields_of(requested_schema)) {
    if (!field.default_value.is_null() && !content.contains(field.name)) {
      content[field.name] = field.default_value;
    }
  }
  return content;
}

Result<Done> check_form(const Json& requested_schema, const Json& content) {
  const auto validator = SchemaValidator::compile(requested_schema);
  if (!validator) {
    return Error(ErrorCode::invalid_params,
                 std::string("The form has an invalid schema: ") + validator.error().what());
  }
  const auto violations = validator->violations(content);
  if (violations.empty()) return Done();
  return Error(ErrorCode::invalid_params,
               "The form was filled in wrongly: " + violations[0].message);
}

}  // namespace mcp
