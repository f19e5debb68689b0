#include "mcp/client/skills.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "json/members.hpp"
#include "paged_list.hpp"
#include "skills/frontmatter.hpp"
#include "skills/skill_entry.hpp"
#include "wire/extensions.hpp"

namespace mcp {
namespace {

using Difference = SkillMismatch::Difference;

void require_skills(const Client& client) {
  if (offers_skills(client.server_info())) return;
  throw Error(ErrorCode::method_not_found,
              "The server does not declare the extension io.modelcontextprotocol/skills");
}

// Checked before anything is read.
void check_limits(const Skill& skill, const SkillLimits& limits) {
  const auto refuse = [&](const std::string& why) {
    throw SkillMismatch(Difference::limits, skill.uri,
                        "The skill `" + skill.uri + "` is not loaded: " + why);
  };
  if (skill.is_dynamic) {
    if (!limits.allow_dynamic) {
      refuse("its files are generated and cannot be verified (SkillLimits::allow_dynamic)");
    }
    return;
  }
  if (skill.files.size() > limits.max_files) {
    refuse("it has more than " + std::to_string(limits.max_files) + " files");
  }
  std::uint64_t total = 0;
  for (const auto& file : skill.files) {
    if (file.size > limits.max_bytes - total) {
      refuse("its files have more than " + std::to_string(limits.max_bytes) + " bytes");
    }
    total += file.size;
  }
}

const SkillFile* find_file(const Skill& skill, std::string_view uri) {
  const auto found = std::ranges::find(skill.files, uri, &SkillFile::uri);
  return found == skill.files.end() ? nullptr : &*found;
}

// Some servers send the URI in another spelling; a single item is the file.
const ResourceContents& contents_of(const ReadResourceResult& result, const std::string& uri) {
  const auto found = std::ranges::find(result.contents, uri, &ResourceContents::uri);
  if (found != result.contents.end()) return *found;
  if (result.contents.size() == 1) return result.contents.front();
  throw Error(ErrorCode::protocol_violation,
              "The server's response does not contain `" + uri + '`');
}

std::string bytes_of(const ResourceContents& contents, const std::string& uri) {
  if (contents.text) return *contents.text;
  auto bytes = from_base64(contents.blob.value_or(""));
  if (!bytes) throw Error(ErrorCode::protocol_violation, "`" + uri + "` is not valid base64");
  return *std::move(bytes);
}

void verify(const SkillFile& file, std::string_view bytes) {
  if (bytes.size() != file.size) {
    throw SkillMismatch(Difference::size, file.uri,
                        '`' + file.uri + "` has " + std::to_string(bytes.size()) +
                            " bytes, but the entry of the skill says " + std::to_string(file.size));
  }
  const std::string digest = "sha256:" + sha256_hex(bytes);
  if (digest != file.digest) {
    throw SkillMismatch(Difference::digest, file.uri,
                        '`' + file.uri + "` has the digest " + digest +
                            ", but the entry of the skill says " + file.digest);
  }
}

std::string read_verified(Client& client, const Skill& skill, const std::string& uri,
                          const SkillLimits& limits, CallOptions options) {
  // A response that was kept may be older than the entry.
  options.use_cache = false;
  check_limits(skill, limits);
  const SkillFile* file = find_file(skill, uri);
  if (!file && !skill.is_dynamic) {
    throw SkillMismatch(Difference::unlisted, uri,
                        "The entry of the skill does not list `" + uri + '`');
  }
  const auto result = client.read_resource(uri, options);
  std::string bytes = bytes_of(contents_of(result, uri), uri);
  if (file) {
    verify(*file, bytes);
  } else if (bytes.size() > limits.max_bytes) {
    throw SkillMismatch(
        Difference::limits, uri,
        '`' + uri + "` has more than " + std::to_string(limits.max_bytes) + " bytes");
  }
  return bytes;
}

// SKILL.md refers to files by paths relative to its directory.
std::string uri_of(const Skill& skill, std::string_view file) {
  if (find_file(skill, file) || file.starts_with(root_of(skill))) return std::string(file);
  while (file.starts_with("./")) file.remove_prefix(2);
  return std::string(root_of(skill)) + std::string(file);
}

}  // namespace

std::string Skill::name() const {
  return text_in(frontmatter, "name");
}

std::string Skill::description() const {
  return text_in(frontmatter, "description");
}

SkillMismatch::SkillMismatch(Difference difference, std::string uri, const std::string& what)
    : Error(ErrorCode::protocol_violation, what), difference_(difference), uri_(std::move(uri)) {}

bool offers_skills(const ServerInfo& server) {
  return server.capabilities.extensions.contains(extension::skills);
}

std::vector<Skill> list_skills(Client& client, const CallOptions& options) {
  if (!offers_skills(client.server_info())) return {};
  std::vector<Skill> skills;
  for_each_item(client, {"skills/list", nullptr}, "skills", options,
                {.begin = [&] { skills.clear(); },
                 .read = [&](const Json& entry) -> std::optional<Error> {
                   auto skill = read_skill(entry);
                   if (!skill) return std::move(skill).error();
                   skills.push_back(*std::move(skill));
                   return std::nullopt;
                 }});
  return skills;
}

Skill get_skill(Client& client, std::string_view uri, const CallOptions& options) {
  require_skills(client);
  const Json result = client.request("skills/get", {{"uri", uri}}, options);
  Skill skill = read_skill(member(result, "skill")).value();
  if (skill.uri != uri) {
    throw Error(ErrorCode::protocol_violation, "The server sent the entry of another skill");
  }
  return skill;
}

std::string load_skill(Client& client, const Skill& skill, const SkillLimits& limits,
                       const CallOptions& options) {
  std::string text = read_verified(client, skill, skill.uri, limits, options);
  const auto frontmatter = parse_frontmatter(text);
  if (!frontmatter) {
    throw SkillMismatch(Difference::frontmatter, skill.uri,
                        '`' + skill.uri + "`: " + frontmatter.error().what());
  }
  if (*frontmatter != skill.frontmatter) {
    throw SkillMismatch(Difference::frontmatter, skill.uri,
                        "The frontmatter of `" + skill.uri + "` differs from the entry of the " +
                            "skill in `" + first_difference(skill.frontmatter, *frontmatter) + '`');
  }
  return text;
}

std::string read_skill_file(Client& client, const Skill& skill, std::string_view file,
                            const SkillLimits& limits, const CallOptions& options) {
  return read_verified(client, skill, uri_of(skill, file), limits, options);
}

std::vector<Resource> read_directory(Client& client, std::string_view uri,
                                     const CallOptions& options) {
  const auto server = client.server_info();
  const Json& declared =
      offers_skills(server) ? server.capabilities.extensions[extension::skills] : Json();
  if (member(declared, "directoryRead") != true) {
    throw Error(ErrorCode::method_not_found, "The server does not declare `directoryRead`");
  }
  return list_all<Resource>(client, "resources/directory/read", "resources", options,
                            {{"uri", uri}});
}

}  // namespace mcp
