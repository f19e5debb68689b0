// Skills of a server in this process: what is listed, read, verified and refused.

#include "mcp/client/skills.hpp"

#include <gtest/gtest.h>

#include <map>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "client/served_client.hpp"

namespace mcp::test::skills_test {
namespace {

using Difference = SkillMismatch::Difference;

constexpr const char* uri = "skill://acme/pdf-processing/SKILL.md";
constexpr const char* forms = "skill://acme/pdf-processing/references/FORMS.md";
const std::string instructions =
    "---\nname: pdf-processing\ndescription: Fills PDF documents\nmetadata:\n  version: 2\n---\n\n"
    "Read references/FORMS.md.\n";

Json file(const std::string& of, const std::string& bytes) {
  return {{"uri", of}, {"digest", "sha256:" + sha256_hex(bytes)}, {"size", bytes.size()}};
}

Json entry() {
  return {{"uri", uri},
          {"frontmatter",
           {{"name", "pdf-processing"},
            {"description", "Fills PDF documents"},
            {"metadata", {{"version", 2}}}}},
          {"resources", {file(uri, instructions), file(forms, "Forms.\n")}}};
}

/// A server with skills; tests change what it says.
struct SkillServer {
  Json entries = {entry()};
  std::map<std::string, Json> files = {{uri, {{"text", instructions}}},
                                       {forms, {{"text", "Forms.\n"}}}};
  Json declared = Json::object();

  Outcome operator()(const Request& request) const {
    if (request.method == "skills/list") return page(request.params);
    const std::string wanted = request.params.value("uri", "");
    if (request.method == "skills/get") {
      for (const Json& each : entries) {
        if (each["uri"] == wanted) return Json{{"skill", each}};
      }
      return Error(ErrorCode::invalid_params, "No skill is served at " + wanted);
    }
    if (request.method == "resources/directory/read") {
      return Json{{"resources", {{{"uri", forms}, {"name", "FORMS.md"}}}}};
    }
    Json contents = files.at(wanted);
    contents["uri"] = wanted;
    return Json{{"contents", {contents}}};
  }

  // One entry on each page.
  Outcome page(const Json& params) const {
    const bool is_first = !params.is_object() || !params.contains("cursor");
    const std::size_t number = is_first ? 0 : std::stoul(params["cursor"].get<std::string>());
    Json result{{"skills", Json::array()}};
    if (number < entries.size()) result["skills"].push_back(entries[number]);
    if (number + 1 < entries.size()) result["nextCursor"] = std::to_string(number + 1);
    return result;
  }
};

class Skills : public ServedClient {
 protected:
  Client serve(SkillServer server, ClientOptions options = {}) {
    const Json capabilities{{"resources", Json::object()},
                            {"extensions", {{"io.modelcontextprotocol/skills", server.declared}}}};
    return connect([server = std::move(server)](const Request& request) { return server(request); },
                   std::move(options), capabilities);
  }
};

MCP_BOTH_ERAS(Skills);

TEST_P(Skills, AreListedWithoutReadingAFile) {
  SkillServer server;
  Json dynamic = entry();
  dynamic["uri"] = "github://acme/daily/SKILL.md";
  dynamic["frontmatter"]["name"] = "daily";
  dynamic["resources"] = "dynamic";
  server.entries.push_back(dynamic);
  auto client = serve(server);
  const auto skills = list_skills(client);
  ASSERT_EQ(skills.size(), 2U);
  EXPECT_EQ(skills[0].name(), "pdf-processing");
  EXPECT_EQ(skills[0].description(), "Fills PDF documents");
  ASSERT_EQ(skills[0].files.size(), 2U);
  EXPECT_EQ(skills[0].files[1].uri, forms);
  EXPECT_EQ(skills[0].files[1].size, 7U);
  EXPECT_FALSE(skills[0].is_dynamic);
  EXPECT_TRUE(skills[1].is_dynamic);
  EXPECT_EQ(get_skill(client, uri), skills[0]);
  EXPECT_TRUE(sent().of("resources/read").empty());
}

TEST_P(Skills, FilesAreReturnedOnceVerified) {
  SkillServer server;
  server.files[forms] = {{"blob", to_base64("Forms.\n")}};
  auto client = serve(server);
  const Skill skill = get_skill(client, uri);
  EXPECT_EQ(load_skill(client, skill), instructions);
  EXPECT_EQ(read_skill_file(client, skill, "references/FORMS.md"), "Forms.\n");
  EXPECT_EQ(read_skill_file(client, skill, "./references/FORMS.md"), "Forms.\n");
  EXPECT_EQ(read_skill_file(client, skill, forms), "Forms.\n");
}

SkillMismatch mismatch(const std::function<void()>& act) {
  try {
    act();
  } catch (const SkillMismatch& mismatch) {
    EXPECT_EQ(mismatch.code(), ErrorCode::protocol_violation);
    return mismatch;
  }
  ADD_FAILURE() << "it did not fail";
  return SkillMismatch(Difference::unlisted, "", "");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

struct Tampered {
  std::string bytes;
  bool in_entry;  // the entry has the digest and size of these bytes
  Difference difference;
  const char* text;
};

TEST_P(Skills, AChangedSkillIsNotLoaded) {
  const Tampered cases[] = {
      {instructions + "more", false, Difference::size, "bytes, but the entry of the skill says"},
      {replaced(instructions, "Read ", "Evil "), false, Difference::digest,
       "has the digest sha256:"},
      {replaced(instructions, "Fills PDF", "Steals   "), true, Difference::frontmatter,
       "differs from the entry of the skill in `description`"},
      {replaced(instructions, "version: 2", "version: 3"), true, Difference::frontmatter,
       "differs from the entry of the skill in `metadata.version`"},
      {replaced(instructions, "metadata", "allowed-tools: Bash\nmetadata"), true,
       Difference::frontmatter, "differs from the entry of the skill in `allowed-tools`"},
      {"No frontmatter.", true, Difference::frontmatter, "is missing"},
      {"---\nname: [\n---\n", true, Difference::frontmatter, "is not valid YAML"},
  };
  for (const auto& [bytes, in_entry, difference, text] : cases) {
    SkillServer server;
    server.files[uri] = {{"text", bytes}};
    if (in_entry) server.entries[0]["resources"][0] = file(uri, bytes);
    auto client = serve(server);
    const Skill skill = get_skill(client, uri);
    const auto error = mismatch([&] { load_skill(client, skill); });
    EXPECT_EQ(error.difference(), difference) << text;
    EXPECT_EQ(error.uri(), uri);
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
}

TEST_P(Skills, SupportingFilesAreVerifiedToo) {
  SkillServer server;
  server.files[forms] = {{"text", "Forms!\n"}};
  auto client = serve(server);
  const Skill skill = get_skill(client, uri);
  const auto changed = mismatch([&] { read_skill_file(client, skill, forms); });
  EXPECT_EQ(changed.difference(), Difference::digest);
  EXPECT_EQ(changed.uri(), forms);
  const auto read = sent().of("resources/read").size();
  for (const auto* other : {"scripts/run.sh", "../refunds/SKILL.md", "/etc/passwd"}) {
    EXPECT_EQ(mismatch([&] { read_skill_file(client, skill, other); }).difference(),
              Difference::unlisted);
  }
  EXPECT_EQ(sent().of("resources/read").size(), read) << "files that are not listed are not read";
}

TEST_P(Skills, LimitsAreCheckedBeforeReading) {
  SkillServer server;
  server.entries[0]["resources"][1]["size"] = (16U << 20) - instructions.size();
  Json large = entry();
  large["uri"] = "skill://large/SKILL.md";
  large["frontmatter"]["name"] = "large";
  large["resources"] = {file("skill://large/SKILL.md", instructions)};
  for (int i = 1; i < 512; ++i) {
    large["resources"].push_back(file("skill://large/" + std::to_string(i), ""));
  }
  server.files["skill://large/SKILL.md"] = {
      {"text", replaced(instructions, "pdf-processing", "large")}};
  server.entries.push_back(large);
  auto client = serve(server);
  EXPECT_EQ(load_skill(client, get_skill(client, uri)), instructions) << "16 MiB";
  Skill skill = get_skill(client, uri);
  ++skill.files[1].size;
  auto error = mismatch([&] { load_skill(client, skill); });
  EXPECT_EQ(error.difference(), Difference::limits);
  EXPECT_NE(std::string(error.what()).find("more than 16777216 bytes"), std::string::npos);
  Skill many = get_skill(client, "skill://large/SKILL.md");
  EXPECT_EQ(mismatch([&] { load_skill(client, many); }).difference(), Difference::size)
      << "512 files are within the limits";
  many.files.push_back({"skill://large/512", many.files[1].digest, 0});
  error = mismatch([&] { load_skill(client, many); });
  EXPECT_NE(std::string(error.what()).find("more than 512 files"), std::string::npos);
}

TEST_P(Skills, DynamicSkillsNeedConsent) {
  SkillServer server;
  server.entries[0]["resources"] = "dynamic";
  auto client = serve(server);
  const Skill skill = get_skill(client, uri);
  EXPECT_EQ(mismatch([&] { load_skill(client, skill); }).difference(), Difference::limits);
  EXPECT_TRUE(sent().of("resources/read").empty());
  SkillLimits limits{.allow_dynamic = true};
  EXPECT_EQ(load_skill(client, skill, limits), instructions);
  EXPECT_EQ(read_skill_file(client, skill, "references/FORMS.md", limits), "Forms.\n");
  limits.max_bytes = instructions.size() - 1;
  EXPECT_EQ(mismatch([&] { load_skill(client, skill, limits); }).difference(), Difference::limits);
}

TEST_P(Skills, MalformedEntriesAreLeftOut) {
  using Change = std::function<void(Json&)>;
  const std::pair<Change, const char*> cases[] = {
      {[](Json& e) { e["uri"] = "skill://acme/pdf-processing"; }, "no `uri` of a SKILL.md"},
      {[](Json& e) { e.erase("uri"); }, "no `uri` of a SKILL.md"},
      {[](Json& e) { e["frontmatter"].erase("description"); }, "name and description"},
      {[](Json& e) { e["frontmatter"] = "text"; }, "name and description"},
      {[](Json& e) { e["frontmatter"]["name"] = "other"; }, "another name than its directory"},
      {[](Json& e) { e["frontmatter"]["name"] = "PDF"; }, "forbids"},
      {[](Json& e) { e["frontmatter"]["name"] = "a--b"; }, "forbids"},
      {[](Json& e) { e.erase("resources"); }, "has no `resources`"},
      {[](Json& e) { e["resources"] = "static"; }, "has no `resources`"},
      {[](Json& e) { e["resources"].erase(0); }, "does not list its SKILL.md"},
      {[](Json& e) { e["resources"][1] = e["resources"][0]; }, "twice"},
      {[](Json& e) { e["resources"][1]["uri"] = "skill://acme/other/a"; }, "outside of"},
      {[](Json& e) { e["resources"][1]["uri"] = "skill://acme/pdf-processing/../b"; }, "outside"},
      {[](Json& e) { e["resources"][1]["uri"] = "skill://acme/pdf-processing/%2e%2E/b"; },
       "outside"},
      {[](Json& e) { e["resources"][1]["digest"] = "sha256:abc"; }, "malformed digest"},
      {[](Json& e) { e["resources"][1]["digest"] = std::string(71, 'a'); }, "malformed digest"},
      {[](Json& e) { e["resources"][1].erase("size"); }, "has no size"},
      {[](Json& e) { e["resources"][1]["size"] = -1; }, "has no size"},
  };
  for (const auto& [change, text] : cases) {
    SkillServer server;
    Json broken = entry();
    change(broken);
    server.entries = {broken, entry()};
    std::string warning;
    ClientOptions options;
    options.handlers.warning = [&](const std::string& what) { warning += what; };
    auto client = serve(server, options);
    EXPECT_EQ(list_skills(client).size(), 1U) << text;
    EXPECT_NE(warning.find(text), std::string::npos) << warning;
  }
}

TEST_P(Skills, GettingOneReportsWhatIsWrong) {
  SkillServer server;
  server.entries[0].erase("resources");
  auto client = serve(server);
  EXPECT_EQ(failure([&] { get_skill(client, uri); }).code(), ErrorCode::protocol_violation);
  const Error unknown = failure([&] { get_skill(client, "skill://no/SKILL.md"); });
  EXPECT_EQ(unknown.code(), ErrorCode::invalid_params);
}

TEST_P(Skills, WithoutTheExtensionNothingIsRequested) {
  auto client = connect([](const Request&) { return Outcome(Json::object()); });
  EXPECT_TRUE(list_skills(client).empty());
  EXPECT_EQ(failure([&] { get_skill(client, uri); }).code(), ErrorCode::method_not_found);
  EXPECT_EQ(failure([&] { read_directory(client, "skill://acme"); }).code(),
            ErrorCode::method_not_found);
  EXPECT_EQ(sent().of("skills/list").size() + sent().of("skills/get").size(), 0U);
}

TEST_P(Skills, DirectoriesAreReadWhereTheServerDeclaresIt) {
  SkillServer server;
  auto without = serve(server);
  EXPECT_EQ(failure([&] { read_directory(without, "skill://acme/pdf-processing"); }).code(),
            ErrorCode::method_not_found);
  server.declared = {{"directoryRead", true}};
  auto client = serve(server);
  const auto children = read_directory(client, "skill://acme/pdf-processing");
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].uri, forms);
}

}  // namespace
}  // namespace mcp::test::skills_test
