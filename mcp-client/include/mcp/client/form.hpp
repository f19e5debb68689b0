#pragma once

#include <string>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

/// The fields of an elicitation's form, for handlers of ClientHandlers::elicit.
/// Spec: 2026-07-28 client/elicitation, Requested Schema.
namespace mcp {

enum class FieldKind {
  text,
  number,
  integer,
  boolean,
  choice,   ///< One of `choices`.
  choices,  ///< An array of some of `choices`.
  other,    ///< A type that the specification does not define.
};

struct FieldChoice {
  std::string value;
  std::string title;  ///< For display; the value itself when the schema has none.

  bool operator==(const FieldChoice&) const = default;
};

/// A field of a form. All texts come from the server.
struct FormField {
  std::string name;  ///< The member of the content.
  std::string title = {};
  std::string description = {};
  FieldKind kind = FieldKind::other;
  bool is_required = false;
  Json default_value = nullptr;  ///< Null: none, or one that the schema of the field forbids.
  std::vector<FieldChoice> choices = {};
  Json schema = nullptr;  ///< Of the field, with its limits and format.
};

/// The fields of a form, those that are required first, then by name. A malformed schema has none.
std::vector<FormField> fields_of(const Json& requested_schema);

/// The defaults of all fields that have one, as an object.
Json defaults_of(const Json& requested_schema);

/// The content with the defaults of all fields that it does not have. `content` is an object or
/// null.
Json with_defaults(const Json& requested_schema, Json content);

/// Whether the content may be sent as the answer to the form. Errors: `invalid_params`, with the
/// field and what is wrong with it.
Result<Done> check_form(const Json& requested_schema, const Json& content);

}  // namespace mcp
