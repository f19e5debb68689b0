#include "catalog/uri_template.hpp"

#include <algorithm>

#include "text/percent.hpp"

namespace mcp {
namespace {

constexpr std::string_view operations = "+/#?&";
constexpr std::size_t max_expressions = 16;
constexpr std::size_t max_uri = 8192;

bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == '-';
  });
}

std::vector<std::string> split(std::string_view names) {
  std::vector<std::string> all;
  while (true) {
    const auto comma = names.find(',');
    all.emplace_back(names.substr(0, comma));
    if (comma == std::string_view::npos) return all;
    names.remove_prefix(comma + 1);
  }
}

// Characters that a simple expression cannot produce unencoded.
bool ends_simple(char c) {
  return std::string_view("/?#&=").find(c) != std::string_view::npos;
}

std::size_t longest(char operation, std::string_view rest) {
  if (operation == '+' || operation == '#') return rest.size();
  const auto end = std::ranges::find_if(rest, ends_simple);
  return static_cast<std::size_t>(end - rest.begin());
}

Error malformed(std::string_view text, const std::string& why) {
  return Error(ErrorCode::invalid_params, "URI template `" + std::string(text) + "`: " + why);
}

}  // namespace

Result<UriTemplate> UriTemplate::parse(std::string_view text) {
  UriTemplate parsed;
  std::size_t expressions = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto open = rest.find('{');
    if (open != 0) {
      const auto literal = rest.substr(0, open);
      if (literal.find('}') != std::string_view::npos) return malformed(text, "`}` without `{`");
      parsed.parts_.push_back({.literal = std::string(literal)});
      rest.remove_prefix(literal.size());
      continue;
    }
    const auto close = rest.find('}');
    if (close == std::string_view::npos) return malformed(text, "`{` without `}`");
    auto body = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    Part part;
    if (!body.empty() && operations.find(body.front()) != std::string_view::npos) {
      part.operation = body.front();
      body.remove_prefix(1);
    }
    part.names = split(body);
    const bool query = part.operation == '?' || part.operation == '&';
    if (!std::ranges::all_of(part.names, is_name) || (part.names.size() > 1 && !query)) {
      return malformed(text, "expression `{" + std::string(body) + "}` is not supported");
    }
    if (++expressions > max_expressions) return malformed(text, "too many expressions");
    parsed.parts_.push_back(std::move(part));
  }
  return parsed;
}

bool UriTemplate::has_variable(std::string_view name) const {
  return std::ranges::any_of(parts_, [&](const Part& part) {
    return std::ranges::find(part.names, name) != part.names.end();
  });
}

// One attempt to match one URI. Combinations that failed are not tried again, so the work is
// bounded by the number of parts times the square of the length.
class UriTemplate::Matcher {
 public:
  Matcher(const std::vector<Part>& parts, std::string_view uri)
      : parts_(parts), uri_(uri), failed_((parts.size() + 1) * (uri.size() + 1)) {}

  bool match(std::size_t part, std::size_t at) {
    if (part == parts_.size()) return at == uri_.size();
    const std::size_t state = part * (uri_.size() + 1) + at;
    if (failed_[state]) return false;
    if (match_part(part, at)) return true;
    failed_[state] = true;
    return false;
  }

  Values values() && { return std::move(values_); }

 private:
  bool match_part(std::size_t index, std::size_t at) {
    const Part& part = parts_[index];
    if (part.names.empty()) {
      return uri_.substr(at).starts_with(part.literal) &&
             match(index + 1, at + part.literal.size());
    }
    switch (part.operation) {
      case '?':
      case '&':
        return match_query(index, at);
      case '/':
      case '#':
        if (at == uri_.size() || uri_[at] != part.operation) return false;
        return match_value(index, at + 1);
      default:
        return match_value(index, at);
    }
  }

  // Tries the longest value first.
  bool match_value(std::size_t index, std::size_t at) {
    const Part& part = parts_[index];
    for (std::size_t length = longest(part.operation, uri_.substr(at)); length > 0; --length) {
      if (match(index + 1, at + length)) return keep(part.names.front(), uri_.substr(at, length));
    }
    return false;
  }

  bool match_query(std::size_t index, std::size_t at) {
    const Part& part = parts_[index];
    if (at < uri_.size() && uri_[at] != part.operation) return match(index + 1, at);
    const auto end = std::min(uri_.find('#', at), uri_.size());
    for (auto query = uri_.substr(at, end - at); !query.empty();) {
      query.remove_prefix(1);  // ? or &
      const auto parameter = query.substr(0, query.find('&'));
      query.remove_prefix(parameter.size());
      const auto equals = std::min(parameter.find('='), parameter.size());
      const auto name = parameter.substr(0, equals);
      if (std::ranges::find(part.names, name) == part.names.end()) return false;
      const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
      if (!keep(std::string(name), value)) return false;
    }
    return match(index + 1, end);
  }

  bool keep(const std::string& name, std::string_view raw) {
    auto value = strictly_percent_decoded(raw);
    if (value) values_[name] = *std::move(value);
    return value.has_value();
  }

  const std::vector<Part>& parts_;
  const std::string_view uri_;
  std::vector<bool> failed_;
  Values values_;
};

std::optional<Values> UriTemplate::match(std::string_view uri) const {
  if (uri.size() > max_uri) return std::nullopt;
  Matcher matcher(parts_, uri);
  if (!matcher.match(0, 0)) return std::nullopt;
  return std::move(matcher).values();
}

}  // namespace mcp
