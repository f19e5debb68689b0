#include "program/settings.hpp"

#include <cstdlib>
#include <utility>

namespace mcp::program {
namespace {

// Hosts start servers without a shell, which would have done this.
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
  CLI::Validator known = CLI::IsMember(names);
  known.description("");
  const auto choose = [&value, choices = std::move(choices)](const std::string& chosen) {
    for (const auto& [choice, meaning] : choices) {
      if (choice == chosen) value = meaning;
    }
  };
  app.add_option_function<std::string>(name, choose, description)->check(known)->type_name(type);
}

void add_size(CLI::App& app, const std::string& name, std::uint64_t& bytes,
              const std::string& description) {
  CLI::Validator sizes = CLI::AsSizeValue(false);
  sizes.description("");
  app.add_option(name, bytes, description)->transform(sizes)->type_name("SIZE");
}

void add_http_options(CLI::App& app, HttpSettings& http) {
  app.add_option(
         "--http", http.address,
         "Serve Streamable HTTP at http://HOST:PORT/mcp instead of standard input and output")
      ->type_name("HOST:PORT");
  add_choice(app, "--listener", http.listener,
             {{"beast", Listener::beast}, {"httplib", Listener::httplib}},
             "HTTP library that listens (default beast)");
  app.add_option(
         "--allowed-host", http.allowed_hosts,
         "Name by which clients may address the server, besides localhost; repeat for several")
      ->type_name("NAME");
  app.add_option("--allowed-origin", http.allowed_origins,
                 "Origin of web pages that may call the server, as http://NAME:PORT, besides its "
                 "own; repeat for several")
      ->type_name("ORIGIN");
  app.add_option("--auth-token-file", http.auth_token_file,
                 "File of bearer tokens that may call, one a line, each as TOKEN or NAME: TOKEN")
      ->type_name("FILE");
  add_size(app, "--max-body", http.max_body, "Largest body of a request (default 8MB)");
  app.add_option("--max-streams", http.max_streams,
                 "Maximum open notification streams per client (default 1000)")
      ->check(CLI::PositiveNumber);
  app.add_flag("--insecure", http.insecure,
               "Allow an address that other machines reach, without tokens");
  app.add_flag("--any-local-user", http.any_local_user,
               "Without tokens, also serve other users of this machine (default: only the user "
               "that runs the server, and root)");
  app.add_option("--tls-cert", http.tls_cert, "Certificate chain, PEM; with --tls-key")
      ->type_name("FILE");
  app.add_option("--tls-key", http.tls_key, "Private key, PEM")->type_name("FILE");
}

}  // namespace

void add_options(CLI::App& app, Settings& settings) {
  app.add_option("--root", settings.roots,
                 "Directory that the tools may use, ~ for your home; repeat for several, NAME=DIR "
                 "to name one")
      ->required()
      ->type_name("DIR");
  app.add_flag("--read-only", settings.workspace.read_only, "Offer no tool that writes");
  app.add_option("--tools", settings.only, "Offer only these tools (comma separated)")
      ->delimiter(',')
      ->type_name("NAMES");
  add_choice(app, "--symlinks", settings.workspace.symlinks,
             {{"refuse", files::Symlinks::refuse}, {"inside", files::Symlinks::inside}},
             "Symbolic links: refuse them, or follow those that stay inside (default refuse)");
  app.add_option("--protect", settings.protect,
                 "Also refuse to write paths that match this pattern; repeat for several")
      ->type_name("GLOB");
  app.add_flag("--no-default-protection", settings.no_default_protection,
               "Allow writing .git, .vscode, .mcp.json and the like");
  add_choice(app, "--approve", settings.tools.approval,
             {{"never", files::Approval::never},
              {"overwrite", files::Approval::overwrite},
              {"all", files::Approval::all}},
             "When to ask the person before writing (default never)");
  app.add_flag("--honor-client-roots", settings.honor_client_roots,
               "Narrow the roots to those that the client announces");
  app.add_flag("--allow-unsafe-roots", settings.workspace.allow_unsafe_roots,
               "Allow /, the home directory, or a directory that everybody may write, as root");
  add_size(app, "--max-write", settings.workspace.max_file_bytes,
           "Largest file that may be written (default 32MB)");
  add_size(app, "--quota", settings.workspace.quota_bytes,
           "Bytes that may be written in all (default: unlimited)");
  add_size(app, "--reserve", settings.workspace.reserve_bytes,
           "Free bytes that writing leaves on the disk (default 256MB)");
  add_size(app, "--max-message", settings.limits.max_bytes,
           "Largest message taken from the client (default 64MB)");
  app.add_option("--calls-per-second", settings.calls_per_second,
                 "Tool calls allowed per second (default 2000; 0: unlimited)")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->type_name("NUMBER");
  app.add_flag("--require-landlock", settings.require_landlock,
               "Do not start unless the kernel confines the process to the roots");
  app.add_flag("--no-landlock", settings.no_landlock, "Do not ask the kernel to do so");
  add_http_options(app, settings.http);
  add_choice(app, "--log-level", settings.log_level,
             {{"debug", spdlog::level::debug},
              {"info", spdlog::level::info},
              {"warning", spdlog::level::warn},
              {"error", spdlog::level::err},
              {"off", spdlog::level::off}},
             "Log level (default warning)");
  add_choice(app, "--log-format", settings.log_format,
             {{"text", LogFormat::text}, {"json", LogFormat::json}}, "Log format (default text)");
  app.footer("SIZE is a number of bytes, or of kb, mb or gb: 512kb.");
}

void finish(Settings& settings) {
  for (const auto& root : settings.roots) settings.workspace.roots.push_back(parse_root(root));
  if (settings.no_default_protection) settings.workspace.protected_paths.clear();
  for (auto& pattern : settings.protect) {
    settings.workspace.protected_paths.push_back(std::move(pattern));
  }
  settings.tools.only = {settings.only.begin(), settings.only.end()};
  if (settings.honor_client_roots) settings.tools.client_roots = files::ClientRoots::narrow;
}

}  // namespace mcp::program
