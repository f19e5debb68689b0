#include "bridge/program/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "bridge/program/default_directories.hpp"
#include "bridge/program/json_file.hpp"
#include "bridge/program/secret_names.hpp"
#include "bridge/servers/config_place.hpp"
#include "bridge/session/bridge_error.hpp"
#include "bridge/session/ids.hpp"
#include "command_line/option_checks.hpp"
#include "http/loopback.hpp"
#include "http_client/url.hpp"
#include "io/key_file.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

namespace fs = std::filesystem;

constexpr int standard_port = 4000;

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> list;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (const auto name = ascii::trimmed(part); !name.empty()) list.emplace_back(name);
  }
  return list;
}

// The path of the mcp-server in the directory of this program.
fs::path own_server_program() {
  return fs::read_symlink("/proc/self/exe").parent_path() / "mcp-server";
}

ServerConfig own_server(const std::string& workspace) {
  return {.name = "workspace",
          .command = {own_server_program().string(), "--root", workspace},
          .preview = true};
}

// Trusts the bundled server to read files for previews, whichever entry starts it.
void trust_own_server(std::vector<ServerConfig>& servers) {
  for (ServerConfig& each : servers) {
    std::error_code ignored;
    if (each.command.empty()) continue;
    if (fs::equivalent(each.command.front(), own_server_program(), ignored)) each.preview = true;
  }
}

int port_in(const Variables& variables) {
  const auto text = variables("PORT");
  if (!text) return standard_port;
  const bool number = text->size() <= 5 && text->find_first_not_of("0123456789") == text->npos;
  if (!number || std::stoi(*text) > 65'535) {
    throw std::runtime_error("PORT: " +
                             command_line::must_be("a whole number from 0 to 65535", *text));
  }
  return std::stoi(*text);
}

constexpr std::string_view config_names[] = {"mcpServers",
                                             "projects",
                                             "budget",
                                             "system",
                                             "max_rounds",
                                             "guard",
                                             "language",
                                             "messages_per_minute",
                                             "requests_per_minute",
                                             "project_approval_time",
                                             "server_wait",
                                             "sockets_per_address",
                                             "prices"};
constexpr std::string_view project_names[] = {"budget", "tenant"};

BudgetLimits limits_in(const ConfigPlace& place) {
  place.require_object();
  auto read = read_budget_limits(place.value());
  if (!read) place.refuse(read.error().what());
  return *std::move(read);
}

void read_budgets(Settings& settings, const ConfigPlace& config) {
  if (const auto budget = config.member("budget")) settings.budget = limits_in(*budget);
  const auto projects = config.member("projects");
  if (!projects) return;
  for (const auto& [name, project] : projects->members()) {
    project.refuse_misspelt(project_names);
    settings.projects.push_back(name);
    if (const auto budget = project.member("budget")) {
      settings.project_budgets[name] = limits_in(*budget);
    }
    if (const auto tenant = project.member("tenant")) settings.tenants[name] = tenant->plain_text();
  }
}

void read_numbers(Settings& settings, const ConfigPlace& config) {
  constexpr int most = 1'000'000;
  constexpr int longest_wait_ms = 30 * 60 * 1000;
  constexpr int longest_approval_ms = 24 * 60 * 60 * 1000;
  if (const auto rounds = config.member("max_rounds")) {
    settings.turn.max_rounds = static_cast<int>(rounds->whole_number(1, most, "rounds"));
  }
  if (const auto sockets = config.member("sockets_per_address")) {
    settings.sockets_per_address = static_cast<int>(sockets->whole_number(1, most, "sockets"));
  }
  if (const auto wait = config.member("server_wait")) {
    settings.server_wait =
        std::chrono::milliseconds(wait->whole_number(0, longest_wait_ms, "milliseconds"));
  }
  if (const auto time = config.member("project_approval_time")) {
    settings.project_approval_time =
        std::chrono::milliseconds(time->whole_number(0, longest_approval_ms, "milliseconds"));
  }
  if (const auto messages = config.member("messages_per_minute")) {
    settings.messages_per_minute = messages->positive_number();
  }
  if (const auto requests = config.member("requests_per_minute")) {
    settings.requests_per_minute = requests->positive_number();
  }
}

void read_texts(Settings& settings, const ConfigPlace& config) {
  const auto take = [&](const char* name, std::string& to) {
    if (const auto text = config.member(name)) to = text->plain_text();
  };
  take("system", settings.turn.system);
  if (const auto language = config.member("language")) {
    settings.language = language->plain_text();
    if (!has_texts_in(settings.language)) {
      language->refuse("must be en or pt-BR, but is \"" + settings.language + '"');
    }
  }
  take("guard", settings.guard_file);
  take("prices", settings.prices_file);
  // File names are relative to the configuration file, not to the current directory, which may
  // belong to another user.
  const fs::path folder = fs::path(settings.config_file).parent_path();
  for (std::string* file : {&settings.guard_file, &settings.prices_file}) {
    if (!file->empty()) *file = (folder / *file).string();
  }
}

void read_config(Settings& settings, const Variables& variables) {
  if (settings.config_file.empty()) return;
  const Json json = read_json_file(settings.config_file, "--config");
  const ConfigPlace config(json, "", variables);
  try {
    config.refuse_misspelt(config_names);
    const auto recorded = [&](const std::string& name) {
      auto value = variables(name);
      if (value && is_secret_value(name, *value)) settings.variable_values.insert(*value);
      return value;
    };
    auto servers = read_server_configs(json, recorded);
    if (!servers) throw servers.error();
    settings.servers = *std::move(servers);
    read_budgets(settings, config);
    read_numbers(settings, config);
    read_texts(settings, config);
    trust_own_server(settings.servers);
  } catch (const Error& error) {
    throw std::runtime_error(settings.config_file + ": " + error.what());
  }
}

void read_variables(Settings& settings, const Variables& variables) {
  const auto take = [&](const char* name, std::string& to) {
    if (const auto value = variables(name)) to = *value;
  };
  take("ANTHROPIC_API_KEY", settings.api_key);
  take("ANTHROPIC_AUTH_TOKEN", settings.auth_token);
  take("ANTHROPIC_MODEL", settings.turn.model);
  take("ANTHROPIC_BASE_URL", settings.base_url);
  take("BRIDGE_TOKEN", settings.token);
  if (settings.workspace.empty()) take("WORKSPACE_DIR", settings.workspace);
  if (settings.data_dir.empty()) take("BRIDGE_DATA_DIR", settings.data_dir);
  if (settings.public_url.empty()) take("BRIDGE_PUBLIC_URL", settings.public_url);
  if (settings.any_port) {
    settings.port = 0;
  } else if (settings.port == 0) {
    settings.port = port_in(variables);
  }
  if (const auto origins = variables("WS_ALLOWED_ORIGINS")) {
    settings.allowed_origins = list_of(*origins);
  }
  if (const auto origins = variables("BRIDGE_TRUSTED_ORIGINS")) {
    for (std::string& each : list_of(*origins)) settings.trusted_origins.push_back(std::move(each));
  }
}

// Warns about values that cannot work, without showing them: they are secret.
void check_form(Settings& settings) {
  const std::string url = ascii::lower(settings.base_url);
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    settings.warnings.emplace_back(
        "ANTHROPIC_BASE_URL must begin with http:// or https://; the model cannot be used");
  }
  const std::pair<const char*, const std::string&> secrets[] = {
      {"ANTHROPIC_API_KEY", settings.api_key}, {"ANTHROPIC_AUTH_TOKEN", settings.auth_token}};
  for (const auto& [name, value] : secrets) {
    const bool is_printable =
        std::ranges::all_of(value, [](unsigned char c) { return c > ' ' && c < 0x7F; });
    if (is_printable) continue;
    settings.warnings.push_back(
        std::string(name) +
        " contains a space, a line break or a character that is not ASCII; copy it again");
  }
}

// Warns when the base URL is from the file but the key is not: the key may be for another server.
void check_base_url(Settings& settings) {
  if (is_in_environment("ANTHROPIC_BASE_URL") || settings.base_url == Settings().base_url) return;
  for (const std::string name : {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"}) {
    if (!is_in_environment(name)) continue;
    settings.warnings.push_back("the " + name +
                                " of the environment is sent to the ANTHROPIC_BASE_URL of " +
                                settings.env_file);
  }
}

void create_workspace(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error && fs::is_directory(directory, error)) return;
  std::error_code ignored;
  const std::string why = fs::exists(directory, ignored) ? "is not a directory"
                                                         : "cannot be created: " + error.message();
  throw std::runtime_error("the workspace `" + directory + "` " + why +
                           "; choose another with --workspace DIR");
}

void choose_directories(Settings& settings) {
  if (settings.data_dir.empty()) {
    settings.data_dir = default_data_dir();
    if (has_earlier_data_dir()) {
      settings.warnings.push_back(
          "the chats in ./.mcp-bridge are not used; to use them, start with "
          "--data-dir .mcp-bridge");
    }
  }
  if (!settings.config_file.empty()) return;
  if (settings.workspace.empty()) {
    settings.workspace = default_workspace();
  } else {
    create_workspace(settings.workspace);
  }
  settings.servers.push_back(own_server(fs::absolute(settings.workspace).string()));
}

// Authorization servers redirect to https, or to this machine: RFC 8252 section 7.3.
void check_public_url(Settings& settings) {
  std::string& text = settings.public_url;
  if (text.empty()) return;
  const auto url = http::client::parse_url(text);
  const bool is_plain = url && url->path == "/" && url->query.empty() && !url->has_user &&
                        text.find('#') == text.npos;
  if (!is_plain || (!url->is_https() && !http::is_loopback(url->host))) {
    throw std::runtime_error(
        "--public-url: " +
        command_line::must_be("an https:// address without a path, or http:// on this machine, "
                              "such as https://chat.example.com",
                              text));
  }
  text = url->origin();
  settings.allowed_hosts.push_back(url->host);
}

// Requires valid origins, and a loopback host: pages of trusted origins need no token.
void check_trusted_origins(const Settings& settings) {
  for (const std::string& origin : settings.trusted_origins) {
    const auto scheme = origin.find("://");
    const bool is_origin = scheme != origin.npos && origin.find('/', scheme + 3) == origin.npos &&
                           origin.find('*') == origin.npos;
    if (!is_origin) {
      throw std::runtime_error(
          "--trusted-origin: " +
          command_line::must_be("an origin such as http://localhost:3000, without a path", origin));
    }
  }
  if (settings.trusted_origins.empty() || http::is_loopback(settings.host)) return;
  throw std::runtime_error("--trusted-origin: other machines can reach `" + settings.host +
                           "`; pages without a token are allowed on a loopback --host only");
}

// Any program on this machine could guess a short token. The allowed characters are those of a
// bearer token (RFC 6750 section 2.1), which need no escapes in headers and fragments.
void require_strong(const std::string& token) {
  constexpr std::size_t least = 16;
  constexpr const char* allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
  if (token.size() >= least && token.find_first_not_of(allowed) == token.npos) return;
  throw std::runtime_error(
      "BRIDGE_TOKEN: must have at least 16 characters, only letters, digits and -._~+/=; leave it "
      "out to get a random token at each start");
}

// A project is named in paths, such as /ws/chat/NAME.
void require_usable(const std::string& project) {
  constexpr std::size_t longest = 128;
  const auto is_control = [](unsigned char each) { return each < 0x20 || each == 0x7f; };
  const bool usable = !project.empty() && project.size() <= longest &&
                      project.find('/') == project.npos &&
                      std::ranges::none_of(project, is_control);
  if (usable) return;
  throw std::runtime_error("project `" + project +
                           "`: a name has 1 to 128 bytes, without `/` and control characters");
}

// Handles the name `none` (no file) and a missing file.
void check_env_file(Settings& settings, const EnvFile& file) {
  std::error_code ignored;
  if (!file.is_named || file.path == "none" || fs::exists(fs::symlink_status(file.path, ignored))) {
    return;
  }
  settings.warnings.push_back("--env-file: `" + file.path +
                              "` does not exist; no variables are read from a file");
}

}  // namespace

void complete(Settings& settings) {
  EnvFile file;
  if (!settings.env_file.empty()) file = {.path = settings.env_file, .is_named = true};
  settings.env_file = file.path;
  check_env_file(settings, file);
  const Variables variables = environment_with(
      file, [&settings](const std::string& name) { settings.ignored_variables.insert(name); });
  read_config(settings, variables);
  read_variables(settings, variables);
  for (const std::string& project : settings.projects) require_usable(project);
  if (settings.projects.empty()) settings.projects = {"default"};
  if (settings.token.empty()) settings.token = random_id();
  require_strong(settings.token);
  command_line::require_ip_address("--host", settings.host);
  if (!http::is_loopback(settings.host) && !settings.insecure) {
    throw std::runtime_error("--host: other machines can reach `" + settings.host +
                             "`; use 127.0.0.1, or allow them with --insecure");
  }
  check_trusted_origins(settings);
  check_public_url(settings);
  if (settings.tls_cert.empty() != settings.tls_key.empty()) {
    throw std::runtime_error(std::string("TLS needs both --tls-cert and --tls-key; give ") +
                             (settings.tls_key.empty() ? "--tls-key FILE" : "--tls-cert FILE"));
  }
  require_trusted_tls(settings);
  check_form(settings);
  check_base_url(settings);
  choose_directories(settings);
}

void require_trusted_tls(const Settings& settings) {
  if (!settings.tls_key.empty()) require_private(settings.tls_key);
  if (!settings.tls_cert.empty()) require_own(settings.tls_cert);
}

}  // namespace mcp::bridge
