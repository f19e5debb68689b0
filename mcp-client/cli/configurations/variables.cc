#include "configurations/variables.hpp"

#include <algorithm>
#include <filesystem>

#include "misuse.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continues_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text) {
  return !text.empty() && begins_name(text.front()) && std::ranges::all_of(text, continues_name);
}

std::string required(const std::string& name, const VariableValues& values,
                     const std::string& otherwise) {
  if (const auto value = values.environment(name)) return *value;
  throw Misuse("the environment variable " + schema::quote_name(name) + " is not set; set it" +
               otherwise);
}

/// Replaces one reference: the text between `${` and `}`. Nothing: it is not one.
class Replacement {
 public:
  Replacement(VariableSyntax syntax, const VariableValues& values)
      : syntax_(syntax), values_(values) {}

  std::optional<std::string> of(std::string_view inside) const {
    switch (syntax_) {
      case VariableSyntax::none:
        return std::nullopt;
      case VariableSyntax::braces:
        return of_braces(inside);
      case VariableSyntax::dollar:
        return of_dollar(inside);
      case VariableSyntax::editor:
      case VariableSyntax::editor_inputs:
        return of_editor(inside);
    }
    return std::nullopt;
  }

 private:
  std::optional<std::string> of_braces(std::string_view inside) const {
    const auto divider = inside.find(":-");
    const std::string name(inside.substr(0, divider));
    if (!is_name(name)) return std::nullopt;
    if (divider == inside.npos) {
      return required(name, values_, ", or write a default, as in ${" + name + ":-value}");
    }
    const auto value = values_.environment(name);
    return value && !value->empty() ? *value : std::string(inside.substr(divider + 2));
  }

  std::optional<std::string> of_dollar(std::string_view inside) const {
    if (inside.find(":-") != inside.npos) return of_braces(inside);
    return is_name(inside) ? values_.environment(std::string(inside)) : std::nullopt;
  }

  std::optional<std::string> of_editor(std::string_view inside) const {
    const std::filesystem::path workspace = values_.workspace_folder;
    if (inside.starts_with("env:")) return required(std::string(inside.substr(4)), values_, "");
    if (inside == "workspaceFolder" || inside == "workspaceRoot" || inside == "cwd") {
      return workspace.string();
    }
    if (inside == "workspaceFolderBasename") return workspace.filename().string();
    if (inside == "userHome") return values_.home;
    if (inside == "pathSeparator" || inside == "/") return "/";
    if (inside.starts_with("input:") && syntax_ == VariableSyntax::editor_inputs) {
      return values_.input(std::string(inside.substr(6)));
    }
    return std::nullopt;
  }

  const VariableSyntax syntax_;
  const VariableValues& values_;
};

// The end of the name that begins at `begin`.
std::size_t end_of_name(std::string_view text, std::size_t begin) {
  auto end = begin;
  while (end < text.size() && (end == begin ? begins_name(text[end]) : continues_name(text[end]))) {
    ++end;
  }
  return end;
}

}  // namespace

std::string replace_variables(std::string_view text, VariableSyntax syntax,
                              const VariableValues& values) {
  const Replacement replacement(syntax, values);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const bool braced = text.substr(at, 2) == "${";
    const auto close = braced ? text.find('}', at) : text.npos;
    if (close != text.npos) {
      const auto value = replacement.of(text.substr(at + 2, close - at - 2));
      const auto end = close + 1;
      result += value ? *value : std::string(text.substr(at, end - at));
      at = end;
      continue;
    }
    const auto end = syntax == VariableSyntax::dollar && text[at] == '$' && !braced
                         ? end_of_name(text, at + 1)
                         : at + 1;
    const auto value = end > at + 1 ? replacement.of(text.substr(at + 1, end - at - 1))
                                    : std::optional<std::string>();
    result += value ? *value : std::string(text.substr(at, end - at));
    at = end;
  }
  return result;
}

}  // namespace mcp::cli
