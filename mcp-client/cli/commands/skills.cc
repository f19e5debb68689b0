#include "commands/skills.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "exit_code.hpp"
#include "mcp/client/skills.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

struct SkillsOptions {
  std::string skill;  // empty: all
  std::string file;   // of the skill; empty: SKILL.md
  bool verify = false;
};

Json skill_json(const Skill& skill) {
  Json files = Json::array();
  for (const auto& file : skill.files) {
    files.push_back({{"uri", file.uri}, {"digest", file.digest}, {"size", file.size}});
  }
  return {{"uri", skill.uri},
          {"frontmatter", skill.frontmatter},
          {"files", std::move(files)},
          {"dynamic", skill.is_dynamic}};
}

std::string skill_text(const Skill& skill) {
  return one_line(skill.name()) + "  " + one_line(skill.uri) + "\n    " +
         one_line(skill.description()) + '\n';
}

std::vector<Skill> skills_of(Session& session) {
  if (!offers_skills(session.client().server_info())) {
    throw Error(ErrorCode::method_not_found,
                "the server does not declare the extension for skills");
  }
  return list_skills(session.client(), session.call_options());
}

// By name or URI; a URI may also be of a skill that is not listed.
Skill find_skill(Session& session, const std::string& wanted) {
  std::vector<Skill> named;
  for (auto& skill : skills_of(session)) {
    if (skill.uri == wanted) return std::move(skill);
    if (skill.name() == wanted) named.push_back(std::move(skill));
  }
  if (named.size() == 1) return std::move(named.front());
  if (named.size() > 1) {
    throw Misuse("several skills have the name `" + wanted + "`; give the URI of one");
  }
  return get_skill(session.client(), wanted, session.call_options());
}

int list_all(Session& session, const Settings& settings) {
  const auto skills = skills_of(session);
  if (settings.json) {
    Json all = Json::array();
    for (const auto& skill : skills) all.push_back(skill_json(skill));
    print_json(all);
  } else {
    for (const auto& skill : skills) std::cout << skill_text(skill);
    if (skills.empty()) std::cerr << "(the server lists no skills)\n";
  }
  return exit_code::ok;
}

// Reads every file of the skill; the text of the first problem, or nothing.
std::string problem_of(Session& session, const Skill& skill) {
  if (skill.is_dynamic) return "its files are generated, so they cannot be verified";
  try {
    load_skill(session.client(), skill, {}, session.call_options());
    for (const auto& file : skill.files) {
      if (file.uri == skill.uri) continue;
      read_skill_file(session.client(), skill, file.uri, {}, session.call_options());
    }
    return "";
  } catch (const SkillMismatch& mismatch) {
    return mismatch.what();
  }
}

int verify(Session& session, const Settings& settings, const std::vector<Skill>& skills) {
  Json results = Json::array();
  bool all_fit = true;
  for (const auto& skill : skills) {
    const std::string problem = problem_of(session, skill);
    all_fit = all_fit && problem.empty();
    results.push_back({{"uri", skill.uri}, {"ok", problem.empty()}});
    if (!problem.empty()) results.back()["problem"] = problem;
    if (settings.json) continue;
    std::cout << (problem.empty() ? "ok      " : "failed  ") << one_line(skill.uri)
              << (problem.empty() ? "" : ": " + one_line(problem)) << '\n';
  }
  if (settings.json) print_json(results);
  return all_fit ? exit_code::ok : exit_code::failed;
}

int show(Session& session, const Settings& settings, const SkillsOptions& options) {
  const Skill skill = find_skill(session, options.skill);
  const std::string text =
      options.file.empty()
          ? load_skill(session.client(), skill, {}, session.call_options())
          : read_skill_file(session.client(), skill, options.file, {}, session.call_options());
  if (settings.json) {
    Json shown = skill_json(skill);
    shown["text"] = text;
    print_json(shown);
  } else {
    std::cout << safe_to_show(text) << (text.ends_with('\n') ? "" : "\n");
  }
  return exit_code::ok;
}

int run_skills(Session& session, const Settings& settings, const SkillsOptions& options) {
  if (!options.verify) {
    return options.skill.empty() ? list_all(session, settings) : show(session, settings, options);
  }
  if (options.skill.empty()) return verify(session, settings, skills_of(session));
  return verify(session, settings, {find_skill(session, options.skill)});
}

}  // namespace

void add_skills_command(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<SkillsOptions>();
  auto* sub = app.add_subcommand("skills", "List skills, show the text of one, or verify them");
  sub->add_option("SKILL", options->skill, "Name or URI of a skill: print its SKILL.md")
      ->type_name("");
  sub->add_option("--file", options->file, "Print this file of the skill instead")
      ->type_name("PATH");
  sub->add_flag("--verify", options->verify,
                "Read all files, of the SKILL or of all, and compare their sizes, digests and "
                "frontmatter with the entry; exit with 1 if one differs");
  sub->callback([&chosen, options] {
    chosen = [options](Session& session, const Settings& settings) {
      return run_skills(session, settings, *options);
    };
  });
}

}  // namespace mcp::cli
