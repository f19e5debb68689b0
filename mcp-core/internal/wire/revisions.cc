#include "wire/revisions.hpp"

#include <algorithm>
#include <array>

namespace mcp {
namespace {

constexpr std::array modern = {
    Revision{"2026-07-28", true, true, true, true},
};

constexpr std::array legacy = {
    Revision{"2025-11-25", true, true, true, true},
    Revision{"2025-06-18", true, true, true, false},
    Revision{"2025-03-26", true, false, false, false},
    Revision{"2024-11-05", false, false, false, false},
};

}  // namespace

std::span<const Revision> legacy_revisions() {
  return legacy;
}
std::span<const Revision> modern_revisions() {
  return modern;
}

const Revision* find_revision(std::span<const Revision> revisions, std::string_view name) {
  const auto found = std::ranges::find(revisions, name, &Revision::name);
  return found == revisions.end() ? nullptr : &*found;
}

std::vector<std::string> revision_names(std::span<const Revision> revisions) {
  std::vector<std::string> names;
  for (const auto& revision : revisions) names.emplace_back(revision.name);
  return names;
}

}  // namespace mcp
