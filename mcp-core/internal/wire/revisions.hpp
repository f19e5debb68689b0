#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mcp {

/// Features of a revision of the protocol that differ within one era.
/// Spec: the changelog page of each revision.
struct Revision {
  std::string_view name;
  bool has_audio;               ///< Audio content (2025-03-26).
  bool has_resource_links;      ///< Links as content (2025-06-18).
  bool has_structured_content;  ///< `structuredContent`, `outputSchema` (2025-06-18).
  bool has_empty_events;        ///< HTTP: clients understand events without data (2025-11-25).
};

/// Legacy revisions, whose sessions begin with `initialize`; latest first.
std::span<const Revision> legacy_revisions();
/// Modern revisions, in which every request names the version and the client; latest first.
std::span<const Revision> modern_revisions();

/// The revision of that name among `revisions`, or null.
const Revision* find_revision(std::span<const Revision> revisions, std::string_view name);

std::vector<std::string> revision_names(std::span<const Revision> revisions);

}  // namespace mcp
