#include "doctor/meta_names.hpp"

#include <algorithm>
#include <vector>

namespace mcp::cli::doctor {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alphanumeric(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

bool is_label(std::string_view label) {
  return !label.empty() && is_letter(label.front()) && is_alphanumeric(label.back()) &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_name(std::string_view name) {
  if (name.empty()) return true;
  return is_alphanumeric(name.front()) && is_alphanumeric(name.back()) &&
         std::ranges::all_of(
             name, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::vector<std::string_view> labels_of(std::string_view prefix) {
  std::vector<std::string_view> labels;
  while (true) {
    const auto dot = prefix.find('.');
    labels.push_back(prefix.substr(0, dot));
    if (dot == prefix.npos) return labels;
    prefix.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_meta_key(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == key.npos) return is_name(key);
  return std::ranges::all_of(labels_of(key.substr(0, slash)), is_label) &&
         is_name(key.substr(slash + 1));
}

bool has_reserved_prefix(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == key.npos || key.starts_with("io.modelcontextprotocol")) return false;
  const auto labels = labels_of(key.substr(0, slash));
  return labels.size() > 1 && (labels[1] == "modelcontextprotocol" || labels[1] == "mcp");
}

}  // namespace mcp::cli::doctor
