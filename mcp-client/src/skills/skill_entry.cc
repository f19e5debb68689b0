#include "skills/skill_entry.hpp"

#include <algorithm>
#include <set>

#include "json/members.hpp"

namespace mcp {
namespace {

constexpr std::string_view file_name = "/SKILL.md";
constexpr std::string_view digest_prefix = "sha256:";

Error bad_entry(const std::string& what) {
  return Error(ErrorCode::protocol_violation, "The entry of a skill " + what);
}

// Agent Skills specification, `name` field: 1 to 64 of a-z 0-9 -, no hyphen at an end, no two in a
// row.
bool is_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_allowed) &&
         name.front() != '-' && name.back() != '-' && name.find("--") == std::string_view::npos;
}

bool is_digest(std::string_view digest) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return digest.starts_with(digest_prefix) && digest.size() == digest_prefix.size() + 64 &&
         std::ranges::all_of(digest.substr(digest_prefix.size()), is_hex);
}

// Whether the URI is below the directory and stays there.
bool is_within(std::string_view uri, std::string_view root) {
  if (!uri.starts_with(root) || uri.size() == root.size()) return false;
  std::string path = "/" + std::string(uri.substr(root.size())) + "/";
  for (const auto* step : {"/../", "/./", "//", "?", "#", "\\", "%2e", "%2E", "%2f", "%2F"}) {
    if (path.find(step) != std::string::npos) return false;
  }
  return true;
}

Result<SkillFile> read_file(const Json& json, std::string_view root) {
  SkillFile file{.uri = text_in(json, "uri"), .digest = text_in(json, "digest")};
  const auto size = count_in(json, "size");
  if (!is_within(file.uri, root)) {
    return bad_entry("lists a file outside of its directory: `" + file.uri + '`');
  }
  if (!is_digest(file.digest)) return bad_entry("has a malformed digest for `" + file.uri + '`');
  if (!size) return bad_entry("has no size for `" + file.uri + '`');
  file.size = static_cast<std::uint64_t>(*size);
  return file;
}

Result<std::vector<SkillFile>> read_files(const Json& list, const Skill& skill) {
  std::vector<SkillFile> files;
  std::set<std::string> uris;
  for (const Json& json : list) {
    auto file = read_file(json, root_of(skill));
    if (!file) return std::move(file).error();
    if (!uris.insert(file->uri).second) return bad_entry("lists `" + file->uri + "` twice");
    files.push_back(*std::move(file));
  }
  if (!uris.contains(skill.uri))
    return bad_entry("does not list its SKILL.md, `" + skill.uri + '`');
  return files;
}

}  // namespace

std::string_view root_of(const Skill& skill) {
  std::string_view uri = skill.uri;
  uri.remove_suffix(file_name.size() - 1);
  return uri;
}

Result<Skill> read_skill(const Json& entry) {
  Skill skill{.uri = text_in(entry, "uri"), .frontmatter = member(entry, "frontmatter")};
  if (!skill.uri.ends_with(file_name)) {
    return bad_entry("has no `uri` of a SKILL.md: `" + skill.uri + '`');
  }
  if (!member(skill.frontmatter, "name").is_string() ||
      !member(skill.frontmatter, "description").is_string()) {
    return bad_entry("`" + skill.uri + "` has no frontmatter with name and description");
  }
  const std::string name = skill.name();
  if (!is_name(name)) return bad_entry("has a name that the Agent Skills specification forbids");
  const auto folder = skill.uri.substr(0, skill.uri.size() - file_name.size());
  if (folder.substr(folder.find_last_of('/') + 1) != name) {
    return bad_entry("`" + skill.uri + "` has another name than its directory: `" + name + '`');
  }
  const Json& resources = member(entry, "resources");
  if (resources == "dynamic") {
    skill.is_dynamic = true;
    return skill;
  }
  if (!resources.is_array()) return bad_entry("`" + skill.uri + "` has no `resources`");
  auto files = read_files(resources, skill);
  if (!files) return std::move(files).error();
  skill.files = *std::move(files);
  return skill;
}

}  // namespace mcp
