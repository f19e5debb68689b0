#include "oauth/form.hpp"

#include <algorithm>

#include "text/percent.hpp"

namespace mcp::oauth {
namespace {

std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decoded(spaced);
}

}  // namespace

std::string encode_form(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (!text.empty()) text += '&';
    text += percent_encoded(name) + '=' + percent_encoded(value);
  }
  return text;
}

std::map<std::string, std::string> decode_form(std::string_view text) {
  std::map<std::string, std::string> form;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (equals == 0) continue;
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    form.emplace(decoded(pair.substr(0, equals)), decoded(value));
  }
  return form;
}

std::string with_query(const std::string& url, const Form& form) {
  const std::string base = url.substr(0, url.find('#'));
  return base + (base.find('?') == base.npos ? '?' : '&') + encode_form(form);
}

}  // namespace mcp::oauth
