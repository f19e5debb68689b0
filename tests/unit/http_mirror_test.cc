// Headers that mirror parts of the body: 2026-07-28 basic/transports/streamable-http, Server
// Validation.

#include <gtest/gtest.h>

#include "support/endpoint_client.hpp"

namespace mcp::test {
namespace {

struct MirrorCase {
  const char* name;
  std::function<void(http::Request&)> spoil;
  bool taken;
};

std::function<void(http::Request&)> with(std::string name, std::string value) {
  return [name = std::move(name), value = std::move(value)](http::Request& request) {
    set_header(request, name, value);
  };
}

std::function<void(http::Request&)> without(std::string name) {
  return [name = std::move(name)](http::Request& request) { drop_header(request, name); };
}

void expect_each(EndpointClient& client, const http::Request& good,
                 const std::vector<MirrorCase>& cases) {
  for (const MirrorCase& each : cases) {
    SCOPED_TRACE(each.name);
    http::Request request = good;
    each.spoil(request);
    const Served served = client.send(request);
    ASSERT_TRUE(served->ended());
    EXPECT_EQ(served->status(), each.taken ? 200 : 400) << served->body();
    EXPECT_EQ(served->error(), each.taken ? 0 : mismatch);
    EXPECT_EQ(served->json()["id"], 1);
  }
}

TEST(HttpMirror, MethodAndName) {
  EndpointClient client;
  expect_each(client, modern_tool("echo", {{"text", "x"}}),
              {
                  {"all is well", [](http::Request&) {}, true},
                  {"names in any case",
                   [](http::Request& request) {
                     drop_header(request, "Mcp-Method");
                     set_header(request, "mCP-mETHOD", "tools/call");
                   },
                   true},
                  {"no method", without("Mcp-Method"), false},
                  {"another method", with("Mcp-Method", "tools/list"), false},
                  {"method in capitals", with("Mcp-Method", "Tools/Call"), false},
                  {"method in Base64", with("Mcp-Method", "=?base64?dG9vbHMvY2FsbA==?="), false},
                  {"method, not UTF-8", with("Mcp-Method", "\xFF"), false},
                  {"no name", without("Mcp-Name"), false},
                  {"another name", with("Mcp-Name", "add"), false},
                  {"name in capitals", with("Mcp-Name", "Echo"), false},
                  {"empty name", with("Mcp-Name", ""), false},
                  {"name in Base64", with("Mcp-Name", "=?base64?ZWNobw==?="), true},
                  {"another name in Base64", with("Mcp-Name", "=?base64?YWRk?="), false},
                  {"bad Base64", with("Mcp-Name", "=?base64?ZWNobw?="), false},
                  {"Base64 in capitals", with("Mcp-Name", "=?BASE64?ZWNobw==?="), false},
                  {"blanks around it", with("Mcp-Name", " \techo "), true},
                  {"half a mark", with("Mcp-Name", "=?base64?echo"), false},
                  {"control characters", with("Mcp-Name", "echo\x01"), false},
                  {"a session is ignored", with("Mcp-Session-Id", "x"), true},
                  {"an event too", with("Last-Event-ID", "0-7"), true},
              });
}

TEST(HttpMirror, NamesOfOtherThings) {
  EndpointClient client;
  const auto read = modern_post(modern_message("resources/read", {{"uri", "test://text"}}));
  expect_each(client, read,
              {{"the URI", [](http::Request&) {}, true},
               {"another", with("Mcp-Name", "test://binary"), false},
               {"none", without("Mcp-Name"), false}});
  const auto prompt = modern_post(
      modern_message("prompts/get", {{"name", "review"}, {"arguments", {{"code", "x"}}}}));
  expect_each(client, prompt,
              {{"the prompt", [](http::Request&) {}, true}, {"none", without("Mcp-Name"), false}});
  expect_each(client, modern_post(modern_message("tools/list")),
              {{"none is needed", with("Mcp-Name", "anything"), true}});
}

http::Request configured(const Json& arguments) {
  return modern_tool("configure", arguments);
}

class HttpMirrorParameters : public testing::Test {
 protected:
  HttpMirrorParameters() {
    const auto marked = [](const char* type, const char* name) {
      return Json{{"type", type}, {"x-mcp-header", name}};
    };
    const Json nested{{"type", "object"}, {"properties", {{"deep", marked("string", "Deep")}}}};
    const Json schema{{"type", "object"},
                      {"properties",
                       {{"region", marked("string", "Region")},
                        {"count", marked("integer", "Count")},
                        {"dry", marked("boolean", "Dry-Run")},
                        {"nested", nested}}}};
    client.server.add_tool(
        {.name = "configure", .input_schema = schema},
        ToolHandler([](const Json&, ToolContext&) -> ToolReply { return text("done"); }),
        {.may_block = false});
  }

  EndpointClient client;
};

TEST_F(HttpMirrorParameters, Text) {
  expect_each(client, configured({{"region", "eu"}}),
              {
                  {"missing", [](http::Request&) {}, false},
                  {"there", with("Mcp-Param-Region", "eu"), true},
                  {"in any case", with("mcp-PARAM-region", "eu"), true},
                  {"in Base64", with("Mcp-Param-Region", "=?base64?ZXU=?="), true},
                  {"blanks around it", with("Mcp-Param-Region", " eu\t"), true},
                  {"another", with("Mcp-Param-Region", "us"), false},
                  {"in capitals", with("Mcp-Param-Region", "EU"), false},
                  {"bad Base64", with("Mcp-Param-Region", "=?base64?ZX!=?="), false},
                  {"not ASCII", with("Mcp-Param-Region", "\xC3\xA9"), false},
                  {"twice",
                   [](http::Request& request) {
                     set_header(request, "Mcp-Param-Region", "eu");
                     request.headers.push_back({"mcp-param-region", "us"});
                   },
                   false},
                  {"twice the same",
                   [](http::Request& request) {
                     set_header(request, "Mcp-Param-Region", "eu");
                     request.headers.push_back({"Mcp-Param-Region", "eu"});
                   },
                   false},
                  {"one that no schema has",
                   [](http::Request& request) {
                     set_header(request, "Mcp-Param-Region", "eu");
                     set_header(request, "Mcp-Param-Other", "\xFF");
                   },
                   true},
              });
  expect_each(client, configured(Json::object()),
              {{"neither", [](http::Request&) {}, true},
               {"only in the header", with("Mcp-Param-Region", "eu"), false}});
}

TEST_F(HttpMirrorParameters, OtherTypesAndDeeperOnes) {
  expect_each(client, configured({{"count", 42}}),
              {{"as it is", with("Mcp-Param-Count", "42"), true},
               {"with a fraction of zero", with("Mcp-Param-Count", "42.0"), true},
               {"another", with("Mcp-Param-Count", "43"), false},
               {"more than a number", with("Mcp-Param-Count", "42x"), false},
               {"none", [](http::Request&) {}, false}});
  expect_each(client, configured({{"dry", true}}),
              {{"true", with("Mcp-Param-Dry-Run", "true"), true},
               {"True", with("Mcp-Param-Dry-Run", "True"), false},
               {"1", with("Mcp-Param-Dry-Run", "1"), false}});
  expect_each(client, configured({{"nested", {{"deep", " padded "}}}}),
              {{"in Base64", with("Mcp-Param-Deep", "=?base64?IHBhZGRlZCA=?="), true},
               {"plain", with("Mcp-Param-Deep", " padded "), false}});
}

}  // namespace
}  // namespace mcp::test
