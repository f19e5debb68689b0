// A tool that asks the user before it acts. The same code serves both eras of the protocol: the
// handler runs again after every round of input requests, so it must not act before the last one.

#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>

struct Deploy {
  std::string app;

  static mcp::Object<Deploy> describe() {
    return mcp::Object<Deploy>().required("app", &Deploy::app, "What to deploy");
  }
};

enum class Region { europe, america };
mcp::EnumNames<Region> enum_names(Region) {
  return {{Region::europe, "europe"}, {Region::america, "america"}};
}

/// The form that the user fills in.
struct Where {
  Region region = Region::europe;
  bool at_night = false;

  static mcp::Object<Where> describe() {
    return mcp::Object<Where>()
        .required("region", &Where::region, "Where to deploy")
        .optional("at_night", &Where::at_night, "Wait until nobody uses it");
  }
};

mcp::ToolReply deploy(const Deploy& in, mcp::ToolContext& context) {
  const auto where = context.elicit<Where>("where", "Deploy " + in.app + "?");
  if (context.waiting()) return context.input_required();
  if (!where.accepted()) return mcp::text("Nothing was deployed.");
  const std::string region = where->region == Region::europe ? "europe" : "america";
  return mcp::text("Deployed " + in.app + " to " + region + (where->at_night ? " at night." : "."));
}

int main() {
  mcp::Server server({"deployer", "1.0.0"});
  server.add_tool<Deploy>({.name = "deploy",
                           .description = "Deploys an application.",
                           .annotations = {.destructive = true, .open_world = false}},
                          deploy);
  mcp::serve_stdio(server);
}
