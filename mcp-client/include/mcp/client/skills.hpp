#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/client/client.hpp"

/// Skills that a server offers: directories of instructions for a model, each with a SKILL.md.
/// Spec: the extension io.modelcontextprotocol/skills (SEP-2640).
///
///     for (const Skill& skill : list_skills(client)) show(skill.name(), skill.description());
///     ...
///     const std::string instructions = load_skill(client, chosen);
///     const std::string form = read_skill_file(client, chosen, "references/FORMS.md");
///
/// Listing and getting never read a file. Files are verified before they are returned. That a file
/// fits its entry does not make it trustworthy, since the same server sends both: show the user the
/// skill and its server before a model reads it. A skill is identified by the server and its
/// `uri`, not by its name.
namespace mcp {

/// A file of a skill.
struct SkillFile {
  std::string uri;
  std::string digest;  ///< "sha256:" and 64 lower-case hexadecimal digits.
  std::uint64_t size = 0;

  bool operator==(const SkillFile&) const = default;
};

/// What a server says of a skill. All texts come from the server.
struct Skill {
  std::string uri;   ///< Of its SKILL.md.
  Json frontmatter;  ///< That of SKILL.md; it has the strings `name` and `description`.
  /// All files, with SKILL.md; empty for a dynamic skill.
  std::vector<SkillFile> files = {};
  /// The server generates the files, so that they cannot be verified.
  bool is_dynamic = false;

  bool operator==(const Skill&) const = default;
  std::string name() const;
  std::string description() const;
};

/// Which skills and files are accepted. The defaults are what every host must accept.
/// Spec: Skills, Limits.
struct SkillLimits {
  std::size_t max_files = 512;
  std::uint64_t max_bytes = std::uint64_t{16} << 20;  ///< Of all files of a skill.
  /// Whether dynamic skills are loaded. `max_bytes` then limits each of their files.
  bool allow_dynamic = false;
};

/// Thrown when a file is not what the entry of its skill says, or cannot be accepted. `code()` is
/// `protocol_violation`. `get_skill` gets the current entry, if the skill has changed.
/// Spec: Skills, Integrity and Verification.
class SkillMismatch : public Error {
 public:
  enum class Difference {
    size,
    digest,
    frontmatter,  ///< Of SKILL.md, or it has none that can be read.
    unlisted,     ///< The entry does not list the file.
    limits,       ///< The skill exceeds SkillLimits.
  };

  SkillMismatch(Difference difference, std::string uri, const std::string& what);

  Difference difference() const noexcept { return difference_; }
  /// The file.
  const std::string& uri() const noexcept { return uri_; }

 private:
  Difference difference_;
  std::string uri_;
};

/// Whether the server declares the extension.
bool offers_skills(const ServerInfo& server);

/// The skills that the server lists, within ClientOptions::lists; empty when it does not declare
/// the extension. A server may serve skills that it does not list. Malformed entries are left out
/// with a warning.
std::vector<Skill> list_skills(Client& client, const CallOptions& options = {});

/// The entry of the skill with this SKILL.md. Throws Error: the server's (`invalid_params` for an
/// unknown skill), `method_not_found` when the server does not declare the extension,
/// `protocol_violation` for a malformed entry.
Skill get_skill(Client& client, std::string_view uri, const CallOptions& options = {});

/// Reads SKILL.md and returns its text, with the frontmatter. Throws SkillMismatch unless its size,
/// digest and frontmatter are those of the entry, and Error like Client::read_resource.
std::string load_skill(Client& client, const Skill& skill, const SkillLimits& limits = {},
                       const CallOptions& options = {});

/// Reads another file of the skill and returns its bytes. `file` is a URI of `skill.files`, or a
/// path relative to the skill's directory, as SKILL.md refers to it. Throws like `load_skill`.
std::string read_skill_file(Client& client, const Skill& skill, std::string_view file,
                            const SkillLimits& limits = {}, const CallOptions& options = {});

/// The direct children of a directory resource; directories have the MIME type `inode/directory`.
/// Throws Error with `method_not_found` when the server does not declare `directoryRead`.
/// Spec: Skills, Reading Directories.
std::vector<Resource> read_directory(Client& client, std::string_view uri,
                                     const CallOptions& options = {});

}  // namespace mcp
