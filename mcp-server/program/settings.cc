#include "program/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <utility>

#include "command_line/option_checks.hpp"
#include "files/minimal_profile.hpp"
#include "files/tools.hpp"
#include "program/config_file.hpp"

namespace mcp::program {
namespace {

// Expands ~: hosts start servers without a shell.
std::string with_home(const std::string& directory) {
  const bool is_in_home = directory == "~" || directory.starts_with("~/");
  const char* home = is_in_home ? std::getenv("HOME") : nullptr;
  return home && *home ? home + directory.substr(1) : directory;
}

files::RootOptions parse_root(const std::string& text) {
  const auto equals = text.find('=');
  const bool named = equals != std::string::npos && text.find('/') > equals;
  if (!named) return {with_home(text)};
  return {with_home(text.substr(equals + 1)), text.substr(0, equals)};
}

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

template <class Value>
void add_choice(CLI::App& app, const std::string& name, Value& value, Choices<Value> choices,
                const std::string& description) {
  std::vector<std::string> names;
  std::string type;
  for (const auto& [choice, meaning] : choices) {
    names.push_back(choice);
    type += (type.empty() ? "" : "|") + choice;
  }
  const auto choose = [&value, choices = std::move(choices)](const std::string& chosen) {
    for (const auto& [choice, meaning] : choices) {
      if (choice == chosen) value = meaning;
    }
  };
  app.add_option_function<std::string>(name, choose, description)
      ->check(command_line::one_of(std::move(names)))
      ->type_name(type);
}

void add_size(CLI::App& app, const std::string& name, std::uint64_t& bytes,
              const std::string& description) {
  app.add_option(name, bytes, description)
      ->transform(command_line::size_in_bytes())
      ->type_name("SIZE");
}

std::set<std::string> chosen_tools(const Settings& settings) {
  if (settings.profile == Profile::minimal) return files::minimal_tools();
  if (settings.only.empty()) return files::default_tools();
  try {
    return files::tools_named(settings.only);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(std::string("--tools: ") + error.what());
  }
}

// Why a tool is not offered; empty: it is.
std::string why_left_out(const Settings& settings, const files::RegisteredTool& registered,
                         bool writes) {
  const bool needs_history = registered.needs == files::Needs::history;
  if (settings.workspace.read_only && (writes || needs_history)) {
    return "writes, so --read-only does not offer it; leave out one of them";
  }
  if (needs_history && settings.tools.history.limits.changes == 0) {
    return "needs the history, so --history 0 does not offer it; leave out one of them";
  }
  const bool needs_tickets = registered.needs == files::Needs::tickets;
  return needs_tickets && !settings.http.tickets ? "needs --tickets" : "";
}

// `--tools` must not name a tool that is not offered. A group may contain some.
void require_offered_tools(const Settings& settings) {
  bool offers_any = false;
  for (const auto& [registered, tool] : files::made_tools()) {
    const std::string& name = tool.tool.name;
    if (!settings.tools.only.contains(name)) continue;
    const std::string why = why_left_out(settings, registered, tool.writes());
    offers_any = offers_any || why.empty();
    if (why.empty() || std::ranges::find(settings.only, name) == settings.only.end()) continue;
    throw std::runtime_error("--tools: `" + name + "` " + why);
  }
  if (offers_any) return;
  throw std::runtime_error(
      "--tools: no tool is left to offer; name a group or a tool that reads, such as `read`");
}

// Rejects options that would have no effect. CLI11 could check this, too, but would repeat it in
// every line of --help.
void require_sense(const CLI::App& app) {
  const auto is_given = [&app](const char* name) { return app.count(name) != 0; };
  for (const char* name : {"--listener", "--allowed-host", "--allowed-origin", "--auth-token-file",
                           "--max-body", "--max-streams", "--tickets", "--public-url", "--insecure",
                           "--any-local-user", "--tls-cert", "--tls-key"}) {
    if (is_given(name) && !is_given("--http")) throw CLI::RequiresError(name, "--http");
  }
  for (const char* name : {"--tools", "--profile"}) {
    if (is_given("--compat") && is_given(name)) throw CLI::ExcludesError("--compat", name);
  }
  if (is_given("--public-url") && !is_given("--tickets")) {
    throw CLI::RequiresError("--public-url", "--tickets");
  }
  if (is_given("--tools") && is_given("--profile")) {
    throw CLI::ExcludesError("--tools", "--profile");
  }
  if (is_given("--require-landlock") && is_given("--no-landlock")) {
    throw CLI::ExcludesError("--require-landlock", "--no-landlock");
  }
}

void add_tool_options(CLI::App& app, Settings& settings) {
  app.add_option("--tools", settings.only,
                 "Offer only these tools or groups of tools (comma separated; repeatable): read, "
                 "search, write, edit, manage, history, or all (default: all but manage)")
      ->delimiter(',')
      ->type_name("NAMES");
  add_choice(app, "--profile", settings.profile,
             {{"full", Profile::full}, {"minimal", Profile::minimal}},
             "minimal offers small models six tools, and shows their most important parameters "
             "(default full)");
}

void add_compat(CLI::App& app, Settings& settings) {
  add_choice(app, "--compat", settings.tools.set,
             {{"server-filesystem", files::ToolSet::server_filesystem}},
             "Offer the tools of another server instead, with its names, arguments and results; "
             "directories are then also given without --root");
}

// Roots need different names, and directories of server-filesystem may end in the same one.
std::vector<files::RootOptions> named_roots(const std::vector<std::string>& directories) {
  std::vector<files::RootOptions> roots;
  std::map<std::string, int> uses;
  for (const std::string& given : directories) {
    const std::string directory = with_home(given);
    std::string name = std::filesystem::weakly_canonical(directory).filename();
    const int use = ++uses[name];
    if (use > 1) name += '-' + std::to_string(use);
    roots.push_back({directory, std::move(name)});
  }
  return roots;
}

void add_doctor(CLI::App& app, Settings& settings) {
  CLI::App* doctor = app.add_subcommand(
      "doctor",
      "Check the roots, the disk, the kernel and the limits with these options, and exit");
  doctor->fallthrough()->configurable(false);
  doctor->add_flag("--json", settings.doctor_json, "Print JSON");
  doctor->callback([&settings] { settings.doctor = true; });
}

void add_http_options(CLI::App& app, HttpSettings& http) {
  app.add_option(
         "--http", http.address,
         "Serve Streamable HTTP at http://HOST:PORT/mcp instead of standard input and output; "
         "port 0 chooses a free one")
      ->type_name("HOST:PORT");
  add_choice(app, "--listener", http.listener,
             {{"beast", Listener::beast}, {"httplib", Listener::httplib}},
             "HTTP library of the server (default beast; httplib has no TLS and no /metrics)");
  app.add_option("--allowed-host", http.allowed_hosts,
                 "Host name by which clients may address the server, besides localhost; repeatable")
      ->type_name("NAME");
  app.add_option("--allowed-origin", http.allowed_origins,
                 "Origin of web pages that may call the server, besides its own, such as "
                 "http://localhost:3000; repeatable")
      ->type_name("ORIGIN");
  app.add_option("--auth-token-file", http.auth_token_file,
                 "File of bearer tokens, one per line, as TOKEN or NAME: TOKEN; every request "
                 "needs one of them")
      ->type_name("FILE");
  add_size(app, "--max-body", http.max_body, "Maximum size of a request body (default 8MB)");
  app.add_option("--max-streams", http.max_streams,
                 "Maximum open notification streams per client (default 1000)")
      ->check(command_line::whole_number(1, 1'000'000'000))
      ->type_name("NUMBER");
  app.add_flag("--tickets", http.tickets,
               "Offer authorize_upload and authorize_download, which return short-lived URLs for "
               "PUT and GET");
  app.add_option("--public-url", http.public_url,
                 "Origin under which clients reach the server, for the URLs of --tickets, such as "
                 "https://files.example (default: the address of --http)")
      ->type_name("ORIGIN");
  app.add_flag("--insecure", http.insecure,
               "Allow binding to non-loopback addresses without --auth-token-file");
  app.add_flag("--any-local-user", http.any_local_user,
               "Without tokens, also serve other users of this machine (default: only the user "
               "that runs the server, and root)");
  app.add_option("--tls-cert", http.tls_cert,
                 "PEM file of the certificate chain; with --tls-key, the server accepts only https")
      ->type_name("FILE");
  app.add_option("--tls-key", http.tls_key, "PEM file of the private key")->type_name("FILE");
}

}  // namespace

void add_options(CLI::App& app, Settings& settings) {
  app.add_option("--root", settings.roots,
                 "Directory that the tools may use; repeatable. NAME=DIR gives it a name, ~ is "
                 "your home directory")
      ->required()
      ->type_name("DIR");
  app.add_flag("--read-only", settings.workspace.read_only, "Do not offer tools that write");
  add_tool_options(app, settings);
  add_compat(app, settings);
  add_choice(app, "--resources", settings.resources, {{"on", true}, {"off", false}},
             "Offer the files as resources, which hosts let the user attach (default on, or off if "
             "--tools leaves out read_file)");
  add_choice(app, "--symlinks", settings.workspace.symlinks,
             {{"refuse", files::Symlinks::refuse}, {"inside", files::Symlinks::inside}},
             "Refuse symbolic links, or follow those that stay inside a root (default refuse)");
  app.add_option("--protect", settings.protect,
                 "Pattern of paths that must not be written, in addition to .git, .vscode, "
                 ".mcp.json and the like; repeatable")
      ->type_name("GLOB");
  app.add_flag("--no-default-protection", settings.no_default_protection,
               "Allow writing .git, .vscode, .mcp.json and the like");
  add_choice(app, "--approve", settings.tools.approval,
             {{"never", files::Approval::never},
              {"overwrite", files::Approval::overwrite},
              {"all", files::Approval::all}},
             "When to ask the user before a file is written (default never)");
  app.add_flag("--honor-client-roots", settings.honor_client_roots,
               "Restrict the tools to those parts of the roots that the client announces");
  app.add_flag("--allow-unsafe-roots", settings.workspace.allow_unsafe_roots,
               "Allow /, your home directory or a world-writable directory as a root");
  add_size(app, "--max-write", settings.workspace.max_file_bytes,
           "Maximum size of a file that one call writes (default 32MB)");
  add_size(
      app, "--max-draft", settings.max_draft_bytes,
      "Maximum size of a file that is written in pieces (default --max-write if that is given, "
      "otherwise 1GB)");
  add_size(app, "--quota", settings.workspace.quota_bytes,
           "Total bytes that may be written until the server ends (default unlimited)");
  add_size(app, "--reserve", settings.workspace.reserve_bytes,
           "Disk space that writes must leave free (default 256MB)");
  app.add_option("--history", settings.tools.history.limits.changes,
                 "How many of the last changes can be undone (default 1000; 0: none, and nothing "
                 "is kept for it)")
      ->check(command_line::whole_number(0, 100'000))
      ->type_name("NUMBER");
  add_size(app, "--max-message", settings.limits.max_bytes,
           "Maximum size of a message on standard input (default 64MB)");
  app.add_option("--calls-per-second", settings.calls_per_second,
                 "Maximum tool calls per second (default 2000; 0: unlimited)")
      ->check(command_line::number(0, 1e9, "a number from 0 to 1000000000"))
      ->type_name("NUMBER");
  app.add_flag("--require-landlock", settings.require_landlock,
               "Do not start unless the kernel can confine the process to the roots (Landlock)");
  app.add_flag("--no-landlock", settings.no_landlock,
               "Do not let the kernel confine the process to the roots");
  add_http_options(app, settings.http);
  add_choice(app, "--log-level", settings.log_level,
             {{"debug", spdlog::level::debug},
              {"info", spdlog::level::info},
              {"warning", spdlog::level::warn},
              {"error", spdlog::level::err},
              {"off", spdlog::level::off}},
             "Log level (default warning); info logs each tool call");
  add_choice(app, "--log-format", settings.log_format,
             {{"text", LogFormat::text}, {"json", LogFormat::json}}, "Log format (default text)");
  app.add_option("--log-file", settings.log_file,
                 "File to append the log to, instead of standard error; SIGHUP reopens it")
      ->type_name("FILE");
  app.add_flag("--print-config", settings.print_config,
               "Print the options that are set, as a file for --config, and exit")
      ->configurable(false);
  add_config_file(app);
  add_doctor(app, settings);
  app.parse_complete_callback([&app] { require_sense(app); });
  app.footer(
      "SIZE is a number of bytes, or a number with kb, mb or gb, such as 512kb (1kb is 1024 "
      "bytes).");
}

bool has_compat(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& argument) {
    return argument == "--compat" || argument.starts_with("--compat=");
  });
}

void add_directories(CLI::App& app, Settings& settings) {
  CLI::Option* root = app.get_option("--root");
  CLI::Option* directories =
      app.add_option("directories", settings.directories, "Directories that the tools may use");
  directories->type_name("DIR")->configurable(false);
  root->required(false);
  app.final_callback([root, directories] {
    if (root->count() + directories->count() == 0) {
      throw CLI::ValidationError("--compat", "give a directory after the options");
    }
  });
}

bool Settings::offers_resources() const {
  return resources.value_or(tools.only.contains("read_file"));
}

void finish(Settings& settings) {
  for (const auto& root : settings.roots) settings.workspace.roots.push_back(parse_root(root));
  for (auto& root : named_roots(settings.directories)) {
    settings.workspace.roots.push_back(std::move(root));
  }
  if (settings.no_default_protection) settings.workspace.protected_paths.clear();
  for (auto& pattern : settings.protect) {
    settings.workspace.protected_paths.push_back(std::move(pattern));
  }
  settings.tools.only = chosen_tools(settings);
  require_offered_tools(settings);
  const std::uint64_t max_write = settings.workspace.max_file_bytes;
  const bool is_usual = max_write == files::WorkspaceOptions().max_file_bytes;
  if (settings.max_draft_bytes != 0) settings.tools.drafts.max_bytes = settings.max_draft_bytes;
  if (settings.max_draft_bytes == 0 && !is_usual) settings.tools.drafts.max_bytes = max_write;
  // Over HTTP without tokens, only processes of this user may call unless the options say
  // otherwise.
  settings.tools.one_user = !settings.http.insecure && !settings.http.any_local_user;
  if (settings.http.tickets) settings.tools.tickets = std::make_shared<files::Tickets>();
  if (settings.honor_client_roots) settings.tools.client_roots = files::ClientRoots::narrow;
}

}  // namespace mcp::program
