#include "hostile/arena.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/server_process.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test {
namespace {

using Kind = Way::Kind;

bool chooses_tools(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& argument) {
    return argument.starts_with("--tools") || argument.starts_with("--profile") ||
           argument.starts_with("--compat");
  });
}

bool chooses_history(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(
      arguments, [](const std::string& argument) { return argument.starts_with("--history"); });
}

std::unique_ptr<Lines> open(const Arena& arena, Way way, const Serving& serving) {
  if (way.kind == Kind::confined || way.kind == Kind::unconfined) {
    auto more = serving.arguments;
    more.push_back("--history=" + std::to_string(serving.history));
    auto arguments = command_line(arena.root(), std::move(more));
    if (!chooses_tools(serving.arguments)) arguments.push_back("--tools=all");
    arguments.push_back(way.kind == Kind::confined ? "--require-landlock" : "--no-landlock");
    if (serving.symlinks == files::Symlinks::inside) arguments.push_back("--symlinks=inside");
    return std::make_unique<ServerProcess>(Launch{.arguments = std::move(arguments)});
  }
  files::pretend_no_openat2(way.kind == Kind::walking);
  auto options = workspace_options(arena.root());
  options.symlinks = serving.symlinks;
  files::ToolOptions tools = all_tools();
  tools.history.limits.changes = serving.history;
  return std::make_unique<WorkspaceServer>(std::move(options), std::move(tools));
}

void run(const std::vector<Way>& ways, const std::function<void(Way)>& test) {
  for (const Way& way : ways) {
    SCOPED_TRACE(std::string(way.name) + ", " + to_text(way.era));
    test(way);
  }
}

}  // namespace

Arena::Arena(Scratch::Where where) : scratch_(where) {
  put(root() / "ok.txt", "inside\n");
  put(root() / "dir/inner.txt", "deeper\n");
  put(outside() / "secret.txt", secret);
  put(scratch_ / "root_evil/x", secret);
}

Service::Service(const Arena& arena, Way way, Serving serving)
    : way_(way),
      lines_(open(arena, way, serving)),
      peer_(std::make_unique<Peer>(*lines_, way.era)) {}

Service::~Service() {
  if (way_.kind == Kind::walking) files::pretend_no_openat2(false);
}

void in_each_way(const std::function<void(Way)>& test) {
  run({{"program, confined", Kind::confined, Era::modern},
       {"program, unconfined", Kind::unconfined, Era::legacy},
       {"library, openat2", Kind::openat2, Era::modern},
       {"library, walking", Kind::walking, Era::legacy}},
      test);
}

void in_each_era(const std::function<void(Way)>& test) {
  run({{"program", Kind::confined, Era::modern}, {"program", Kind::confined, Era::legacy}}, test);
}

std::vector<std::string> command_line(const std::filesystem::path& root,
                                      std::vector<std::string> more) {
  std::vector<std::string> arguments = {"--root", root.string(), "--reserve=0",
                                        "--calls-per-second=0"};
  if (!chooses_history(more)) arguments.emplace_back("--history=0");
  for (auto& argument : more) arguments.push_back(std::move(argument));
  return arguments;
}

Json plain_arguments(const std::string& tool, const std::string& path) {
  Json arguments{{"path", path}};
  if (tool == "write_file" || tool == "append_file") arguments["content"] = "hostile";
  if (tool == "edit_file") arguments["edits"] = {{{"oldText", "a"}, {"newText", "hostile"}}};
  return arguments;
}

void expect_no_write(Peer& peer, const std::string& path, const std::function<void()>& unchanged) {
  for (const char* mode : {"create", "overwrite", "upsert"}) {
    for (const char* visibility : {"atomic", "live"}) {
      for (const bool create_parents : {false, true}) {
        const Json arguments{{"path", path},
                             {"content", "hostile"},
                             {"mode", mode},
                             {"visibility", visibility},
                             {"createParents", create_parents}};
        SCOPED_TRACE(arguments.dump(-1, ' ', true, Json::error_handler_t::replace));
        EXPECT_FALSE(peer.call("write_file", arguments).ok());
        unchanged();
      }
    }
  }
}

}  // namespace mcp::test
