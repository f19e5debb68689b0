#include "configurations/configured_server.hpp"

#include <filesystem>

#include "command_line/option_checks.hpp"
#include "configurations/environment_file.hpp"
#include "configurations/server_inputs.hpp"
#include "configurations/variables.hpp"
#include "misuse.hpp"
#include "runtime/private_memory.hpp"
#include "schema/text.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

namespace fs = std::filesystem;

HttpTransport transport_of(const ServerEntry& entry) {
  if (entry.transport == ServerTransport::sse) return HttpTransport::sse;
  return entry.transport == ServerTransport::http ? HttpTransport::streamable
                                                  : HttpTransport::automatic;
}

/// Resolves the strings of one entry.
class Resolver {
 public:
  Resolver(const ServerEntry& entry, const Places& places, const InputSource& input)
      : entry_(entry), places_(places) {
    values_ = {.environment = places.variable,
               .input = [&entry, &input](const std::string& id) { return input(entry, id); },
               .workspace_folder = project().string(),
               .home = places.home.string()};
  }

  ServerSettings settings() const {
    ServerSettings server;
    server.configured_name = entry_.name;
    server.configured_in = entry_.origin.place();
    server.configured_era = entry_.era;
    if (entry_.uses_http()) {
      add_remote(server);
    } else {
      add_process(server);
    }
    return server;
  }

 private:
  fs::path project() const {
    return entry_.origin.project.empty() ? places_.working_directory
                                         : fs::path(entry_.origin.project);
  }
  std::string text(const std::string& written) const {
    return replace_variables(written, entry_.syntax, values_);
  }
  std::string path(const std::string& written) const {
    return (project() / text(written)).lexically_normal().string();
  }

  void add_process(ServerSettings& server) const {
    for (const auto& word : entry_.command) server.command.push_back(text(word));
    std::map<std::string, std::string> variables;
    for (const auto& name : entry_.inherited_variables) {
      if (const auto value = places_.variable(name)) variables[name] = *value;
    }
    if (!entry_.environment_file.empty()) {
      for (auto& [name, value] : read_environment_file(path(entry_.environment_file))) {
        variables[name] = value;
      }
    }
    for (const auto& [name, value] : entry_.environment) variables[name] = text(value);
    for (const auto& [name, value] : variables) server.environment.push_back(name + '=' + value);
    if (!entry_.directory.empty()) {
      server.directory = path(entry_.directory);
    } else if (!entry_.origin.project.empty()) {
      server.directory = entry_.origin.project;
    }
    const std::string problem =
        server.directory.empty() ? "" : command_line::existing_directory()(server.directory);
    if (!problem.empty()) throw Misuse("`cwd`: " + problem);
  }

  void add_remote(ServerSettings& server) const {
    server.url = text(entry_.url);
    server.transport = transport_of(entry_);
    const std::string lower = ascii::lower(server.url);
    if (!lower.starts_with("http://") && !lower.starts_with("https://")) {
      throw Misuse("`url` must begin with http:// or https://");
    }
    for (const auto& [name, value] : entry_.headers) {
      server.headers.push_back(name + ": " + text(value));
    }
    for (const auto& header : entry_.variable_headers) {
      const auto value = places_.variable(header.variable);
      if (!value) {
        throw Misuse("the environment variable " + schema::quote_name(header.variable) +
                     ", which the header " + schema::quote_name(header.name) +
                     " needs, is not set; set it");
      }
      server.headers.push_back(header.name + ": " + header.prefix + *value);
    }
  }

  const ServerEntry& entry_;
  const Places& places_;
  VariableValues values_;
};

std::string header_name(const std::string& line) {
  return ascii::lower(line.substr(0, line.find(':')));
}

// The command line's own options win.
void add_options(ServerSettings& server, const ServerSettings& given) {
  for (const auto& line : given.headers) {
    std::erase_if(server.headers, [&](const std::string& other) {
      return header_name(other) == header_name(line);
    });
    server.headers.push_back(line);
  }
  server.header_file = given.header_file;
  server.ca_file = given.ca_file;
  for (const auto& variable : given.environment) server.environment.push_back(variable);
  server.inherit_environment = given.inherit_environment;
  if (!given.directory.empty()) server.directory = given.directory;
  if (given.transport) server.transport = given.transport;
  server.authorization = given.authorization;
  server.named = given.named;
  server.config_file = given.config_file;
}

ServerCatalog catalog_of(const ServerSettings& server, const Places& places) {
  return server.config_file.empty() ? find_servers(places)
                                    : read_configuration(server.config_file, places);
}

}  // namespace

ServerSettings resolved(const ServerEntry& entry, const Places& places, const InputSource& input) {
  try {
    return Resolver(entry, places, input).settings();
  } catch (const Misuse& misuse) {
    throw Misuse(entry.origin.place() + ": server " + schema::quote_name(entry.name) + ": " +
                 misuse.what());
  }
}

void use_configured_server(Settings& settings) {
  const ServerSettings given = settings.server;
  if (given.named.empty() && given.config_file.empty()) return;
  if (!given.url.empty() || !given.command.empty()) {
    throw Misuse(std::string(given.named.empty() ? "--config" : "--server") + " and " +
                 (given.url.empty() ? "a command after `--`" : "--url") +
                 " are two servers; give only one of them");
  }
  keep_memory_private();  // env and headers of configurations are often secret
  const Places places = Places::of_process();
  ServerSettings server = resolved(choose_server(catalog_of(given, places), given.named), places);
  add_options(server, given);
  if (server.configured_era && !settings.era_is_given) settings.era = *server.configured_era;
  settings.server = std::move(server);
}

ServerCatalog server_catalog(const Settings& settings) {
  keep_memory_private();
  return catalog_of(settings.server, Places::of_process());
}

}  // namespace mcp::cli
