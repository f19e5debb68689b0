#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "arguments.hpp"
#include "ask.hpp"
#include "headers.hpp"
#include "json/parse.hpp"
#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "runtime/private_memory.hpp"
#include "runtime/signal_stop.hpp"
#include "server_stderr.hpp"
#include "show.hpp"
#include "terminal.hpp"
#include "text/percent.hpp"
#include "text/unicode.hpp"

namespace {

using namespace mcp;

constexpr int ok = 0;
constexpr int failed = 1;   // the server, the tool or the connection said no
constexpr int misused = 2;  // the command line makes no sense
constexpr int cancelled = 130;

/// The options of the command line.
struct Settings {
  std::vector<std::string> command;
  std::string url;  // instead of a command
  std::vector<std::string> headers;
  std::string header_file;
  std::string ca_file;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  double timeout_seconds = 60;
  Era era = Era::automatic;
  std::vector<std::string> environment;
  bool inherit_environment = false;
  std::vector<std::string> client_roots;
  std::string directory;
  std::string log_level;

  std::string name;  // of a tool or prompt, or a URI
  std::vector<std::string> words;
  std::string arguments_json;
};

/// A command line that CLI11 accepted but that makes no sense.
struct Misuse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

cli::ProgressDisplay::Style progress_style(const Settings& settings) {
  using Style = cli::ProgressDisplay::Style;
  if (settings.quiet) return Style::none;
  if (settings.json) return Style::json;
  return cli::is_terminal(STDERR_FILENO) ? Style::bar : Style::text;
}

std::string file_uri(const std::string& directory) {
  const auto path = std::filesystem::absolute(directory).lexically_normal();
  return "file://" + percent_encoded(path.native(), "/");
}

ChildProcess child_process(const Settings& settings, std::shared_ptr<cli::ServerStderr> errors) {
  // A person waits for the end: a server that ignores it is told sooner than it would be otherwise.
  ChildProcess process{.command = settings.command,
                       .directory = settings.directory,
                       .inherit_environment = settings.inherit_environment,
                       .until_terminate = std::chrono::milliseconds(500),
                       .until_kill = std::chrono::milliseconds(500)};
  for (const auto& entry : settings.environment) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Misuse("--env wants NAME=VALUE, not " + entry);
    }
    process.environment[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  process.on_stderr = [errors = std::move(errors)](std::string_view piece) { errors->take(piece); };
  return process;
}

HttpTarget http_target(const Settings& settings) {
  HttpTarget target{.url = settings.url, .ca_file = settings.ca_file};
  for (const auto& line : settings.headers) {
    auto header = cli::read_header(line);
    if (!header) throw Misuse(std::string("--header: ") + header.error().what());
    target.headers.push_back(*std::move(header));
  }
  if (settings.header_file.empty()) return target;
  try {
    for (auto& header : cli::read_header_file(settings.header_file)) {
      target.headers.push_back(std::move(header));
    }
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string("--header-file: ") + error.what());
  }
  return target;
}

// Reject options that do not apply to this transport.
void check_server(const Settings& settings) {
  if (settings.url.empty() == settings.command.empty()) {
    throw Misuse(
        "which server? Give its --url, or put its command at the end: "
        "mcp-client ... -- COMMAND ARGS");
  }
  const bool for_url =
      !settings.headers.empty() || !settings.header_file.empty() || !settings.ca_file.empty();
  if (settings.url.empty() && for_url) {
    throw Misuse("--header, --header-file and --ca-file are for a --url");
  }
  const bool for_process =
      !settings.environment.empty() || settings.inherit_environment || !settings.directory.empty();
  if (settings.command.empty() && for_process) {
    throw Misuse("--env, --inherit-env and --cwd are for a command");
  }
}

// `kill` ends a server's process at once.
std::unique_ptr<Channel> channel(const Settings& settings, std::stop_token kill,
                                 std::shared_ptr<cli::ServerStderr> errors) {
  check_server(settings);
  if (settings.url.empty()) {
    auto process = child_process(settings, std::move(errors));
    process.kill = std::move(kill);
    return spawn(std::move(process));
  }
  try {
    return over_http(http_target(settings));
  } catch (const Error& error) {
    throw Misuse(error.what());
  }
}

const std::string& server_name(const Settings& settings) {
  return settings.url.empty() ? settings.command.front() : settings.url;
}

std::chrono::milliseconds timeout(const Settings& settings) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(settings.timeout_seconds * 1000));
}

/// A client for one command.
class Session {
 public:
  Session(const Settings& settings, const SignalStop& signals)
      : settings_(settings),
        stop_(signals.token()),
        progress_(progress_style(settings)),
        errors_(std::make_shared<cli::ServerStderr>(settings.verbose)),
        client_(connect(signals)) {
    connected_ = true;
  }

  Client& client() { return client_; }

  CallOptions call_options() {
    return {.timeout = timeout(settings_),
            .stop = stop_,
            .on_progress = [this](const Progress& progress) { progress_.show(progress); }};
  }

 private:
  Client connect(const SignalStop& signals) {
    try {
      auto client =
          Client::connect(channel(settings_, signals.second_token(), errors_), options(), stop_);
      errors_->opened();
      return client;
    } catch (const std::exception& error) {
      errors_->failed(error.what());
      throw;
    }
  }

  ClientOptions options() {
    ClientOptions options{.era = settings_.era, .connect_timeout = timeout(settings_)};
    options.lists.timeout = timeout(settings_);
    options.handlers.warning = [this](const std::string& text) { progress_.line(text); };
    options.handlers.log = [this](LogLevel level, const Json& data, const std::string& logger) {
      const std::string text = data.is_string() ? data.get<std::string>() : to_text(data);
      progress_.line("[" + encode(level).get<std::string>() + (logger.empty() ? "" : " " + logger) +
                     "] " + text);
    };
    if (cli::is_terminal(STDIN_FILENO)) {
      options.handlers.elicit = [this](const Elicitation& question, std::stop_token stop) {
        const std::lock_guard lock(asking_);
        std::string name = server_name(settings_);
        if (connected_) name = client_.server_info().implementation.name + " (" + name + ")";
        return cli::ask(name, question, std::move(stop));
      };
    }
    if (!settings_.client_roots.empty()) {
      options.handlers.roots = [this] {
        std::vector<Root> roots;
        for (const auto& root : settings_.client_roots) roots.push_back({file_uri(root)});
        return roots;
      };
    }
    if (!settings_.log_level.empty()) {
      auto level = decode<LogLevel>(settings_.log_level);
      if (!level) throw Misuse(std::string("--log-level ") + level.error().what());
      options.log_level = *level;
    }
    return options;
  }

  const Settings& settings_;
  const std::stop_token stop_;
  cli::ProgressDisplay progress_;
  const std::shared_ptr<cli::ServerStderr> errors_;
  std::mutex asking_;
  std::atomic<bool> connected_ = false;  // a server may ask before
  Client client_;
};

void print_json(const Json& json) {
  std::cout << cli::json_text(json, STDOUT_FILENO) << '\n';
}

template <class Item>
void print_all(const Settings& settings, const std::vector<Item>& items, const char* what) {
  if (settings.json) {
    print_json(encode(items));
    return;
  }
  for (const auto& item : items) std::cout << cli::to_text(item);
  if (items.empty()) std::cerr << "(the server has no " << what << ")\n";
}

template <class Value>
void print(const Settings& settings, const Value& value) {
  if (settings.json) return print_json(encode(value));
  std::cout << cli::to_text(value);
}

int show_info(Session& session, const Settings& settings) {
  const ServerInfo server = session.client().server_info();
  if (!settings.json) {
    std::cout << cli::to_text(server);
    return ok;
  }
  print_json({{"protocolVersion", server.protocol_version},
              {"serverInfo", encode(server.implementation)},
              {"capabilities", to_json(server.capabilities)},
              {"instructions", server.instructions}});
  return ok;
}

int list_tools(Session& session, const Settings& settings) {
  print_all(settings, session.client().list_tools(session.call_options()), "tools");
  return ok;
}

std::string read_all(std::istream& in) {
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

// `--args` takes JSON, @FILE, or - for standard input.
Json arguments_from_json(const std::string& given) {
  std::string text = given;
  if (given == "-") text = read_all(std::cin);
  if (given.starts_with('@')) {
    std::ifstream file(given.substr(1), std::ios::binary);
    if (!file) throw Misuse("--args: cannot read " + given.substr(1));
    text = read_all(file);
  }
  auto value = json::parse(text);
  if (!value) throw Misuse(std::string("--args: ") + value.error().what());
  if (!value->is_object()) throw Misuse("--args must be a JSON object");
  return *std::move(value);
}

Json input_schema(const std::vector<Tool>& tools, const std::string& name) {
  std::string known;
  for (const auto& tool : tools) {
    if (tool.name == name) return tool.input_schema;
    known += (known.empty() ? "" : ", ") + cli::one_line(tool.name);
  }
  throw Misuse("the server has no tool `" + name + "`; it has: " + known);
}

int call_tool(Session& session, const Settings& settings) {
  Json arguments = Json::object();
  if (!settings.arguments_json.empty()) arguments = arguments_from_json(settings.arguments_json);
  // Over HTTP the list also says which arguments go into headers.
  std::vector<Tool> tools;
  const bool needs_tools = !settings.words.empty() || !settings.url.empty();
  if (needs_tools) tools = session.client().list_tools(session.call_options());
  if (!settings.words.empty()) {
    auto parsed = cli::parse_arguments(settings.words, input_schema(tools, settings.name));
    if (!parsed) throw Misuse(parsed.error().what());
    arguments.update(*parsed);
  }
  const auto result =
      session.client().call_tool(settings.name, std::move(arguments), session.call_options());
  print(settings, result);
  return result.is_error ? failed : ok;
}

int list_resources(Session& session, const Settings& settings) {
  const auto resources = session.client().list_resources(session.call_options());
  const auto templates = session.client().list_resource_templates(session.call_options());
  if (!settings.json) {
    print_all(settings, resources, "resources");
    print_all(settings, templates, "resource templates");
    return ok;
  }
  print_json({{"resources", encode(resources)}, {"resourceTemplates", encode(templates)}});
  return ok;
}

int read_resource(Session& session, const Settings& settings) {
  print(settings, session.client().read_resource(settings.name, session.call_options()));
  return ok;
}

int list_prompts(Session& session, const Settings& settings) {
  print_all(settings, session.client().list_prompts(session.call_options()), "prompts");
  return ok;
}

int get_prompt(Session& session, const Settings& settings) {
  const auto arguments = cli::parse_prompt_arguments(settings.words);
  if (!arguments) throw Misuse(arguments.error().what());
  print(settings, session.client().get_prompt(settings.name, *arguments, session.call_options()));
  return ok;
}

using Command = int (*)(Session&, const Settings&);

bool is_local(ErrorCode code) {
  return code <= ErrorCode::protocol_violation;
}

// Errors of the server are shown with their codes. What it says may act on a terminal.
void report(const Settings& settings, const Error& error) {
  const auto code = static_cast<int>(error.code());
  if (settings.json) {
    Json json{{"message", error.what()}};
    if (!is_local(error.code())) json["code"] = code;
    if (!error.data().is_null()) json["data"] = error.data();
    print_json({{"error", std::move(json)}});
  }
  std::cerr << "mcp-client: " << safe_to_show(error.what());
  if (!is_local(error.code())) std::cerr << " (" << code << ")";
  std::cerr << '\n';
}

int run(const Settings& settings, Command command) {
  // Headers hold tokens.
  if (!settings.url.empty()) keep_memory_private();
  SignalStop signals({SIGINT, SIGTERM});
  try {
    Session session(settings, signals);
    return command(session, settings);
  } catch (const Misuse& misuse) {
    std::cerr << "mcp-client: " << safe_to_show(misuse.what()) << '\n';
    return misused;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::request_cancelled) return cancelled;
    report(settings, error);
    return failed;
  }
}

void add_common(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", MCP_TOOLKIT_VERSION);
  app.add_flag("--json", settings.json, "Print results as JSON, and progress as JSON lines");
  app.add_flag("--quiet", settings.quiet, "Do not show progress");
  app.add_flag("--verbose", settings.verbose,
               "Show what the server writes to standard error from its start on (default: what it "
               "writes once it is connected, and all if that fails)");
  app.add_option("--timeout", settings.timeout_seconds,
                 "Seconds to wait for an answer, or for the next sign of progress (default 60)")
      ->check(CLI::PositiveNumber);
  const std::map<std::string, Era> eras = {
      {"auto", Era::automatic}, {"modern", Era::modern}, {"legacy", Era::legacy}};
  CLI::Validator known = CLI::IsMember(eras);
  known.description("");
  app.add_option_function<std::string>(
         "--era", [&settings, eras](const std::string& name) { settings.era = eras.at(name); },
         "Protocol to speak: auto (asks the server), modern or legacy (with initialize)")
      ->check(known)
      ->type_name("auto|modern|legacy");
  app.add_option("--url", settings.url, "A server over HTTP, instead of a command")
      ->type_name("URL");
  app.add_option(
         "--header", settings.headers,
         "Send a header along to the --url; repeatable. Other users of the machine can read "
         "it: for a token use --header-file")
      ->allow_extra_args(false)
      ->type_name("'NAME: VALUE'");
  app.add_option("--header-file", settings.header_file,
                 "Send the headers in this file along to the --url, one 'NAME: VALUE' a line; only "
                 "you may have access to it (chmod 600)")
      ->type_name("FILE");
  app.add_option("--ca-file", settings.ca_file,
                 "Certificates to trust for the --url instead of the system's, as PEM")
      ->type_name("FILE");
  app.add_option("--env", settings.environment, "Set a variable for the server; repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  app.add_flag("--inherit-env", settings.inherit_environment,
               "Pass this program's whole environment to the server (default: only HOME, LANG, "
               "LC_*, LOGNAME, PATH, SHELL, TERM, TMPDIR, TZ and USER)");
  app.add_option("--cwd", settings.directory, "Directory to start the server in")->type_name("DIR");
  app.add_option("--client-root", settings.client_roots,
                 "A directory to announce to the server as a root; repeatable")
      ->type_name("DIR");
  app.add_option("--log-level", settings.log_level, "Ask the server for log messages of this level")
      ->type_name("LEVEL");
}

struct Subcommand {
  const char* name;
  const char* help;
  Command command;
  const char* subject;  // what is named, if anything
  bool takes_words;
};

constexpr Subcommand subcommands[] = {
    {"info", "Say who the server is, what it speaks and offers", show_info, nullptr, false},
    {"tools", "List tools", list_tools, nullptr, false},
    {"call", "Call a tool: call NAME key=value key:=JSON key=@FILE", call_tool, "NAME", true},
    {"resources", "List resources and templates", list_resources, nullptr, false},
    {"read", "Read a resource", read_resource, "URI", false},
    {"prompts", "List prompts", list_prompts, nullptr, false},
    {"prompt", "Get a prompt: prompt NAME key=value", get_prompt, "NAME", true},
};

}  // namespace

int main(int argc, char** argv) {
  // Everything behind the first `--` is the server's command.
  std::vector<std::string> all(argv + 1, argv + argc);
  const auto separator = std::find(all.begin(), all.end(), "--");
  Settings settings;
  if (separator != all.end()) settings.command.assign(separator + 1, all.end());
  std::vector<std::string> own(all.begin(), separator);

  CLI::App app{
      "Inspects and calls an MCP server.\n\n"
      "  mcp-client tools -- mcp-server --root .\n"
      "  mcp-client tools --url http://localhost:8080/mcp\n"
      "  mcp-client call write_file path=a.txt content=hello -- mcp-server --root ."};
  app.require_subcommand(1);
  app.fallthrough();
  add_common(app, settings);
  Command command = nullptr;
  for (const auto& subcommand : subcommands) {
    auto* sub = app.add_subcommand(subcommand.name, subcommand.help);
    if (subcommand.subject) sub->add_option(subcommand.subject, settings.name)->required();
    if (subcommand.takes_words) sub->add_option("ARGUMENTS", settings.words, "key=value");
    if (subcommand.command == call_tool) {
      sub->add_option("--args", settings.arguments_json,
                      "All arguments as a JSON object, @FILE, or - for standard input");
    }
    sub->callback([&command, &subcommand] { command = subcommand.command; });
  }
  std::reverse(own.begin(), own.end());
  try {
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ok : misused;
  }
  return run(settings, command);
}
