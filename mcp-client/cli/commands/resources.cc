#include "commands/resources.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "exit_code.hpp"
#include "output.hpp"

namespace mcp::cli {
namespace {

int list_resources(Session& session, const Settings& settings) {
  const auto resources = session.client().list_resources(session.call_options());
  const auto templates = session.client().list_resource_templates(session.call_options());
  if (!settings.json) {
    print_all(settings, resources, "resources");
    print_all(settings, templates, "resource templates");
    return exit_code::ok;
  }
  print_json({{"resources", encode(resources)}, {"resourceTemplates", encode(templates)}});
  return exit_code::ok;
}

int list_templates(Session& session, const Settings& settings) {
  print_all(settings, session.client().list_resource_templates(session.call_options()),
            "resource templates");
  return exit_code::ok;
}

int read_resource(Session& session, const Settings& settings, const std::string& uri) {
  try {
    const auto result = session.client().read_resource(uri, session.call_options());
    session.clear_progress();
    print(settings, result);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::method_not_found) throw;
    throw Error(error.code(), "the server has no resources", error.data());
  }
  return exit_code::ok;
}

void add_resources_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("resources", "List resources and resource templates")->callback([&chosen] {
    chosen = list_resources;
  });
}

void add_templates_command(CLI::App& app, Command& chosen) {
  app.add_subcommand("templates", "List resource templates")->callback([&chosen] {
    chosen = list_templates;
  });
}

void add_read_command(CLI::App& app, Command& chosen) {
  const auto uri = std::make_shared<std::string>();
  auto* sub = app.add_subcommand("read", "Read a resource");
  sub->add_option("URI", *uri, "Address of the resource, as the command resources lists it")
      ->required()
      ->type_name("");
  sub->callback([&chosen, uri] {
    chosen = [uri](Session& session, const Settings& settings) {
      return read_resource(session, settings, *uri);
    };
  });
}

}  // namespace

void add_resource_commands(CLI::App& app, Command& chosen) {
  add_resources_command(app, chosen);
  add_templates_command(app, chosen);
  add_read_command(app, chosen);
}

}  // namespace mcp::cli
