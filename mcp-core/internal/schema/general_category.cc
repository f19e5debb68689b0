#include "schema/general_category.hpp"

#include <cstddef>

namespace mcp::schema {
namespace {

struct Category {
  std::string_view long_name;
  std::string_view short_name;
};

// Spec: Unicode, PropertyValueAliases.txt, gc.
constexpr Category categories[] = {
    {"Cased_Letter", "L&"},
    {"Close_Punctuation", "Pe"},
    {"Combining_Mark", "M"},
    {"Connector_Punctuation", "Pc"},
    {"Control", "Cc"},
    {"Currency_Symbol", "Sc"},
    {"Dash_Punctuation", "Pd"},
    {"Decimal_Number", "Nd"},
    {"Enclosing_Mark", "Me"},
    {"Final_Punctuation", "Pf"},
    {"Format", "Cf"},
    {"Initial_Punctuation", "Pi"},
    {"LC", "L&"},
    {"Letter", "L"},
    {"Letter_Number", "Nl"},
    {"Line_Separator", "Zl"},
    {"Lowercase_Letter", "Ll"},
    {"Mark", "M"},
    {"Math_Symbol", "Sm"},
    {"Modifier_Letter", "Lm"},
    {"Modifier_Symbol", "Sk"},
    {"Nonspacing_Mark", "Mn"},
    {"Number", "N"},
    {"Open_Punctuation", "Ps"},
    {"Other", "C"},
    {"Other_Letter", "Lo"},
    {"Other_Number", "No"},
    {"Other_Punctuation", "Po"},
    {"Other_Symbol", "So"},
    {"Paragraph_Separator", "Zp"},
    {"Private_Use", "Co"},
    {"Punctuation", "P"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Spacing_Mark", "Mc"},
    {"Surrogate", "Cs"},
    {"Symbol", "S"},
    {"Titlecase_Letter", "Lt"},
    {"Unassigned", "Cn"},
    {"Uppercase_Letter", "Lu"},
    {"cntrl", "Cc"},
    {"digit", "Nd"},
    {"punct", "P"},
};

std::string_view short_name(std::string_view name) {
  for (const Category& category : categories) {
    if (category.long_name == name) return category.short_name;
  }
  return name;
}

}  // namespace

std::string pcre2_property(std::string_view name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos) return std::string(short_name(name));
  const std::string_view property = name.substr(0, equals);
  const std::string_view value = name.substr(equals + 1);
  if (property == "General_Category" || property == "gc") return std::string(short_name(value));
  if (property == "Script" || property == "sc") return "sc:" + std::string(value);
  if (property == "Script_Extensions" || property == "scx") return "scx:" + std::string(value);
  return std::string(name);
}

}  // namespace mcp::schema
