// Statuses and error codes of an endpoint: 2026-07-28 basic/transports/streamable-http and
// 2025-11-25 basic/transports.

#include <gtest/gtest.h>

#include "support/endpoint_client.hpp"

namespace mcp::test {
namespace {

http::Request echo(const std::string& text = "hi") {
  return modern_tool("echo", {{"text", text}});
}

TEST(HttpEndpoint, HostAndOriginMustBeItsOwn) {
  struct Case {
    const char* header;
    const char* value;
    int status;
  };
  const Case cases[] = {
      {"Host", "localhost", 200},
      {"Host", "LocalHost:8080", 200},
      {"Host", "127.0.0.1:1", 200},
      {"Host", "[::1]", 200},
      {"Host", "[::1]:65535", 200},
      {"Host", "allowed.example", 200},
      {"Host", "ALLOWED.example:443", 200},
      {"Host", "", 403},
      {"Host", "evil.example", 403},
      {"Host", "localhost.evil.com", 403},
      {"Host", "127.0.0.1.evil.com", 403},
      {"Host", "evil-localhost", 403},
      {"Host", "notallowed.example", 403},
      {"Host", "allowed.example.evil.com", 403},
      {"Host", "localhost:80@evil.com", 403},
      {"Host", "localhost:evil.com", 403},
      {"Host", "localhost@evil.com", 403},
      {"Host", "evil.com#localhost", 403},
      {"Host", "localhost.", 403},
      {"Host", "0.0.0.0", 403},
      {"Host", "::1", 403},
      {"Host", "[::1].evil.com", 403},
      {"Host", "[::1", 403},
      {"Host", "[::2]", 403},
      {"Host", "localhost, evil.com", 403},
      {"Host", "\xC3\xA9\xFF", 403},
      {"Origin", "null", 403},
      {"Origin", "", 403},
      {"Origin", "localhost", 403},
      {"Origin", "https://localhost.evil.com", 403},
      {"Origin", "https://localhost:80.evil.com", 403},
      {"Origin", "https://localhost:80@evil.com", 403},
      {"Origin", "https://evil.com/?://localhost", 403},
      {"Origin", "https://evil.com:80/localhost", 403},
      {"Origin", "https://evil.com", 403},
      {"Origin", "https://[::1].evil.com", 403},
      {"Origin", "https://localhost/", 403},
      {"Origin", "https://localhost https://evil.com", 403},
      {"Origin", "://localhost", 403},
      {"Origin", "file://", 403},
  };
  EndpointClient client({.allowed_hosts = {"Allowed.Example"}});
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(each.header) + ": " + each.value);
    http::Request request = echo();
    set_header(request, each.header, each.value);
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), each.status);
    if (each.status != 403) continue;
    EXPECT_EQ(served->error(), invalid_request);
    EXPECT_TRUE(served->json()["id"].is_null());
  }
}

// Another port is another origin (RFC 6454 section 4), for example the page of another local
// program.
TEST(HttpEndpoint, OriginMustBeThatOfTheRequestOrAllowed) {
  struct Case {
    const char* host;
    const char* origin;
    bool tls;
    int status;
  };
  const Case cases[] = {
      {"localhost:8080", "http://localhost:8080", false, 200},
      {"LOCALHOST:8080", "HTTP://LocalHost:8080", false, 200},
      {"[::1]:8080", "http://[::1]:8080", false, 200},
      {"localhost", "http://localhost", false, 200},
      {"localhost:80", "http://localhost", false, 200},
      {"localhost", "http://localhost:80", false, 200},
      {"allowed.example", "https://allowed.example", false, 200},  // a proxy speaks TLS
      {"allowed.example:443", "https://allowed.example", true, 200},
      {"localhost:8080", "http://localhost:3000", false, 403},
      {"localhost:8080", "http://localhost", false, 403},
      {"localhost:8080", "http://127.0.0.1:8080", false, 403},
      {"localhost:8080", "http://[::1]:8080", false, 403},
      {"localhost:8080", "http://localhost:08080", false, 403},
      {"localhost:8080", "http://localhost:8080", true, 403},  // a page that came without TLS
      {"localhost:8080", "ftp://localhost:8080", false, 403},
      {"localhost", "https://localhost:80", false, 403},
      {"localhost:8080", "https://allowed.example", false, 403},
      {"localhost:8080", "http://localhost:6274", false, 200},
      {"localhost:8080", "HTTP://LOCALHOST:6274", false, 200},
      {"localhost:8080", "https://localhost:6274", false, 403},
      {"localhost:8080", "http://localhost:62740", false, 403},
      {"localhost:8080", "https://page.example", false, 200},
      {"localhost:8080", "https://page.example:443", false, 200},
      {"localhost:8080", "http://page.example", false, 403},
      {"localhost:8080", "vscode-webview://0a1b", false, 200},
      {"localhost:8080", "vscode-webview://0a1c", false, 403},
  };
  EndpointClient client({.allowed_hosts = {"allowed.example"},
                         .allowed_origins = {"http://localhost:6274", "https://page.example",
                                             "vscode-webview://0a1b", "null", "nonsense"}});
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(each.host) + " " + each.origin);
    for (http::Request request : {echo(), initialize_post()}) {
      set_header(request, "Host", each.host);
      set_header(request, "Origin", each.origin);
      request.is_tls = each.tls;
      EXPECT_EQ(client.send(request)->status(), each.status);
    }
  }
}

TEST(HttpEndpoint, EveryHostAndOriginMayBeAllowed) {
  EndpointClient client({.allowed_hosts = {"*"}, .allowed_origins = {"*"}});
  http::Request request = echo();
  set_header(request, "Host", "anything.example:1");
  set_header(request, "Origin", "https://else.example");
  EXPECT_EQ(client.send(request)->status(), 200);
  set_header(request, "Origin", "null");
  EXPECT_EQ(client.send(request)->status(), 403);
}

TEST(HttpEndpoint, MethodsMediaTypesAndBodies) {
  struct Case {
    const char* name;
    std::function<void(http::Request&)> spoil;
    int status;
    int error;
  };
  const auto header = [](std::string name, std::string value) {
    return [name = std::move(name), value = std::move(value)](http::Request& request) {
      set_header(request, name, value);
    };
  };
  const auto body = [](std::string text) {
    return [text = std::move(text)](http::Request& request) { request.body = text; };
  };
  const auto method = [](std::string name) {
    return [name = std::move(name)](http::Request& request) { request.method = name; };
  };
  const Case cases[] = {
      {"as it should be", [](http::Request&) {}, 200, 0},
      {"PUT", method("PUT"), 405, invalid_request},
      {"HEAD", method("HEAD"), 405, invalid_request},
      {"OPTIONS", method("OPTIONS"), 405, invalid_request},
      {"post", method("post"), 405, invalid_request},
      {"GET without a session", method("GET"), 405, invalid_request},
      {"DELETE without a session", method("DELETE"), 405, invalid_request},
      {"no content type", [](auto& r) { drop_header(r, "Content-Type"); }, 415, invalid_request},
      {"text", header("Content-Type", "text/plain"), 415, invalid_request},
      {"a form", header("Content-Type", "multipart/form-data"), 415, invalid_request},
      {"almost JSON", header("Content-Type", "application/jsonp"), 415, invalid_request},
      {"with charset", header("Content-Type", "Application/JSON ; charset=utf-8"), 200, 0},
      {"no Accept", [](auto& r) { drop_header(r, "Accept"); }, 200, 0},
      {"only JSON", header("Accept", "application/json"), 200, 0},
      {"only events", header("Accept", "text/event-stream"), 200, 0},
      {"neither", header("Accept", "text/html"), 406, invalid_request},
      {"everything", header("Accept", "*/*"), 200, 0},
      {"with weights", header("Accept", "text/*;q=0.5, APPLICATION/JSON"), 200, 0},
      {"in two lines",
       [](auto& r) {
         set_header(r, "Accept", "application/json");
         r.headers.push_back({"accept", "text/event-stream"});
       },
       200, 0},
      {"empty body", body(""), 400, -32700},
      {"half a body", body(R"({"jsonrpc":"2.0","id":1,"method")"), 400, -32700},
      {"a key twice", body(R"({"jsonrpc":"2.0","id":1,"id":2,"method":"ping"})"), 400, -32700},
      {"not UTF-8", body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xFF\"}"), 400, -32700},
      {"a batch", body(R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])"), 400, invalid_request},
      {"a number", body("7"), 400, invalid_request},
      {"id null", body(R"({"jsonrpc":"2.0","id":null,"method":"ping"})"), 400, invalid_request},
      {"too deep", body(std::string(200, '[') + std::string(200, ']')), 400, -32700},
      {"a response", body(R"({"jsonrpc":"2.0","id":1,"result":{}})"), 400, invalid_request},
  };
  EndpointClient client;
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    http::Request request = echo();
    each.spoil(request);
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), each.status);
    EXPECT_EQ(served->error(), each.error);
    EXPECT_TRUE(served->finished());
    if (each.status == 405) {
      EXPECT_EQ(served->header("Allow"), "POST, GET, DELETE");
    }
  }
}

// Clients must accept both media types, but many accept only one.
TEST(HttpEndpoint, AnswersInTheTypeThatIsTaken) {
  EndpointClient client;
  const auto send = [&](http::Request request, const char* accept) {
    set_header(request, "Accept", accept);
    Served served = client.send(request);
    EXPECT_TRUE(served->ended());
    EXPECT_EQ(served->wrong(), 0);
    return served;
  };
  const auto counted = [] { return modern_tool("counted", Json::object(), 7, "token"); };
  const Served json = send(counted(), "application/json");
  EXPECT_EQ(json->header("Content-Type"), "application/json");
  EXPECT_EQ(json->json()["id"], 7);
  EXPECT_TRUE(json->json().contains("result"));
  const Served events = send(echo(), "text/event-stream");
  EXPECT_EQ(events->header("Content-Type"), "text/event-stream");
  ASSERT_EQ(events->events().size(), 1U);
  EXPECT_TRUE(events->events()[0].data.contains("result"));
  const Served refused = send(modern_post(modern_message("no/such")), "text/event-stream");
  EXPECT_EQ(refused->status(), 404);
  EXPECT_EQ(refused->header("Content-Type"), "application/json");
  const Json filter{{"notifications", {{"toolsListChanged", true}}}};
  const Served listen =
      send(modern_post(modern_message("subscriptions/listen", filter)), "application/json");
  EXPECT_EQ(listen->status(), 406);
}

// Without events, the client would never receive the elicitation.
TEST(HttpEndpoint, TellsAClientThatTakesNoEventsWhenACallAsks) {
  EndpointClient client;
  const std::string id = client.open(legacy_version, {{"elicitation", Json::object()}});
  http::Request request = legacy_tool(id, "asks_forever", Json::object());
  set_header(request, "Accept", "application/json");
  const Served served = client.send(request);
  EXPECT_TRUE(served->ended(patience));
  EXPECT_EQ(served->status(), 200);
  EXPECT_NE(served->body().find("text/event-stream"), std::string::npos) << served->body();
  EXPECT_EQ(served->wrong(), 0);
  EXPECT_TRUE(client.endpoint.wait_until_idle(patience));  // the call does not go on
}

http::Request preflight(const std::string& origin) {
  return {"OPTIONS",
          {{"Host", "127.0.0.1"},
           {"Origin", origin},
           {"Access-Control-Request-Method", "POST"},
           {"Access-Control-Request-Headers", "authorization,content-type,mcp-session-id"}},
          {}};
}

// A browser sends preflight requests without credentials, and lets a page read only what CORS
// allows.
TEST(HttpEndpoint, PagesOfAllowedOriginsMayCallAndRead) {
  const std::string page = "http://localhost:6274";
  EndpointClient client({.allowed_origins = {page},
                         .authenticate = [](std::string_view given) -> std::optional<std::string> {
                           if (given == "Bearer a") return "anna";
                           return std::nullopt;
                         }});
  const Served asked = client.send(preflight(page));
  EXPECT_EQ(asked->status(), 204);
  EXPECT_EQ(asked->header("Access-Control-Allow-Origin"), page);
  EXPECT_EQ(asked->header("Access-Control-Allow-Headers"),
            "authorization,content-type,mcp-session-id");
  EXPECT_EQ(asked->header("Access-Control-Allow-Methods"), "POST, GET, DELETE");
  EXPECT_EQ(asked->header("Access-Control-Max-Age"), "7200");
  EXPECT_EQ(asked->header("Access-Control-Allow-Credentials"), "");
  http::Request odd = preflight(page);
  set_header(odd, "Access-Control-Request-Headers", "a: b");
  EXPECT_EQ(client.send(odd)->header("Access-Control-Allow-Headers").find(':'), std::string::npos);

  http::Request call = echo();
  set_header(call, "Origin", page);
  const Served unknown = client.send(call);
  EXPECT_EQ(unknown->status(), 401);
  EXPECT_EQ(unknown->header("Access-Control-Allow-Origin"), page) << "the page may read why";
  set_header(call, "Authorization", "Bearer a");
  const Served answered = client.send(call);
  EXPECT_EQ(answered->status(), 200);
  EXPECT_EQ(answered->header("Access-Control-Allow-Origin"), page);
  EXPECT_NE(answered->header("Access-Control-Expose-Headers").find("Mcp-Session-Id"),
            std::string::npos);
  EXPECT_EQ(answered->header("Vary"), "Origin");

  const Served stranger = client.send(preflight("http://else.example"));
  EXPECT_EQ(stranger->status(), 403);
  EXPECT_EQ(stranger->header("Access-Control-Allow-Origin"), "");
  EXPECT_NE(stranger->body().find("--allowed-origin"), std::string::npos);
  EXPECT_EQ(client.send(echo())->header("Access-Control-Allow-Origin"), "");
}

TEST(HttpEndpoint, BodyOverTheLimitIsTooLarge) {
  EndpointClient client({.limits = {.max_bytes = 1000}});
  EXPECT_EQ(client.send(echo("short"))->status(), 200);
  const Served served = client.send(echo(std::string(1000, 'x')));
  EXPECT_EQ(served->status(), 413);
  EXPECT_EQ(served->error(), invalid_request);
}

TEST(HttpEndpoint, PrincipalMustBeKnown) {
  EndpointClient client({.authenticate = [](std::string_view given) -> std::optional<std::string> {
    if (given == "Bearer a") return "anna";
    return std::nullopt;
  }});
  for (const char* given : {"", "Bearer b", "bearer a", "Basic a", "Bearer a "}) {
    http::Request request = echo();
    if (*given != '\0') set_header(request, "Authorization", given);
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), 401) << given;
    EXPECT_EQ(served->header("WWW-Authenticate"), "Bearer");
  }
  http::Request request = echo();
  set_header(request, "Authorization", "Bearer a");
  EXPECT_EQ(client.send(request)->status(), 200);
  request.headers.push_back({"authorization", "Bearer b"});
  EXPECT_EQ(client.send(request)->status(), 400);
  // The origin is checked before the token.
  request = echo();
  set_header(request, "Origin", "https://evil.com");
  EXPECT_EQ(client.send(request)->status(), 403);
}

// Two parsers could read a repeated header differently.
TEST(HttpEndpoint, HeadersThatDecideSomethingAreThereOnce) {
  EndpointClient client;
  for (const char* name : {"Host", "Content-Type", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name",
                           "mcp-name", "MCP-METHOD"}) {
    http::Request request = echo();
    const std::string value = *request.header(name);
    request.headers.push_back({name, value});
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), 400) << name;
    EXPECT_EQ(served->error(), mismatch) << name;
  }
  for (const char* name : {"Mcp-Session-Id", "Last-Event-ID", "Authorization", "Origin"}) {
    http::Request request = stream_get("x");
    set_header(request, name, "http://127.0.0.1");
    request.headers.push_back({name, "http://127.0.0.1"});
    EXPECT_EQ(client.send(request)->status(), 400) << name;
  }
}

// Spec: missing fields are reported before header mismatches, and these before unknown versions.
TEST(HttpEndpoint, MissingBeforeMismatchBeforeUnsupported) {
  struct Case {
    const char* name;
    const char* header;   // null: left out
    const char* version;  // in the body; null: left out
    int status;
    int error;
  };
  const Case cases[] = {
      {"agree", modern_version, modern_version, 200, 0},
      {"nothing in the body", modern_version, nullptr, 400, invalid_params},
      {"nothing in the header", nullptr, modern_version, 400, mismatch},
      {"neither known nor equal", "2099-01-01", "2098-01-01", 400, mismatch},
      {"unknown in the header", "2099-01-01", modern_version, 400, mismatch},
      {"unknown in the body", modern_version, "2099-01-01", 400, mismatch},
      {"unknown in both", "2099-01-01", "2099-01-01", 400, unsupported},
      {"a legacy one in both", legacy_version, legacy_version, 400, unsupported},
      {"a legacy one in the header", legacy_version, modern_version, 400, mismatch},
      {"nothing and unknown", "2099-01-01", nullptr, 400, invalid_params},
  };
  EndpointClient client;
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    Json message = modern_message("tools/list", Json::object(), "the id");
    Json& meta = message["params"]["_meta"];
    if (each.version) {
      meta["io.modelcontextprotocol/protocolVersion"] = each.version;
    } else {
      meta.erase("io.modelcontextprotocol/protocolVersion");
    }
    http::Request request = modern_post(message);
    drop_header(request, "MCP-Protocol-Version");
    if (each.header) set_header(request, "MCP-Protocol-Version", each.header);
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), each.status);
    EXPECT_EQ(served->error(), each.error);
    EXPECT_EQ(served->json()["id"], "the id");
    if (each.error == unsupported) {
      EXPECT_EQ(served->json()["error"]["data"]["supported"], Json::array({modern_version}));
      EXPECT_EQ(served->json()["error"]["data"]["requested"], each.version);
    }
  }
}

TEST(HttpEndpoint, ErrorsHaveTheirStatus) {
  EndpointClient client;
  const std::tuple<const char*, Json, int, int> cases[] = {
      {"no/such", Json::object(), 404, unknown_method},
      {"initialize", Json::object(), 404, unknown_method},
      {"ping", Json::object(), 404, unknown_method},
      {"logging/setLevel", {{"level", "info"}}, 404, unknown_method},
      {"tools/call", {{"name", "no_such_tool"}}, 200, invalid_params},
      {"tools/call", Json::object(), 200, invalid_params},
      {"tools/call", {{"name", "asks_all"}}, 400, -32021},
      {"tools/list", {{"cursor", "wrong"}}, 200, invalid_params},
      {"server/discover", Json::object(), 200, 0},
  };
  for (const auto& [method, params, status, error] : cases) {
    SCOPED_TRACE(method + params.dump());
    const Served served = client.send(modern_post(modern_message(method, params)));
    ASSERT_TRUE(served->ended());
    EXPECT_EQ(served->status(), status);
    EXPECT_EQ(served->error(), error);
    EXPECT_EQ(served->header("Content-Type"), "application/json");
    EXPECT_EQ(served->json()["id"], 1);
  }
}

TEST(HttpEndpoint, NotificationsAreTakenOrRefused) {
  EndpointClient client;
  const std::pair<const char*, int> cases[] = {
      {modern_version, 202}, {"2099-01-01", 400}, {"", 400}, {legacy_version, 400}};
  for (const auto& [version, status] : cases) {
    http::Request request = post(notification("notifications/cancelled").dump());
    set_header(request, "MCP-Protocol-Version", version);
    const Served served = client.send(request);
    EXPECT_EQ(served->status(), status) << version;
    if (status == 202) {
      EXPECT_EQ(served->body(), "");
    } else {
      EXPECT_TRUE(served->json()["id"].is_null());
    }
  }
}

TEST(HttpEndpoint, SaysThatItCannotAuthenticate) {
  EndpointClient client({.authenticate = [](std::string_view) -> std::optional<std::string> {
    throw std::runtime_error("the directory is down");
  }});
  const Served served = client.send(echo());
  EXPECT_EQ(served->status(), 500);
  EXPECT_EQ(served->error(), -32603);
  EXPECT_EQ(served->body().find("directory"), std::string::npos);
}

}  // namespace
}  // namespace mcp::test
