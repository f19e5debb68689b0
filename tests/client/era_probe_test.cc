// How a client detects the era of a server. Each server here is a script of responses.

#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <vector>

#include "mcp/client/client.hpp"
#include "protocol/read_message.hpp"

namespace mcp::era_probe_test {
namespace {

using namespace std::chrono_literals;

Json discover_result(const Json& versions) {
  return {{"resultType", "complete"},
          {"supportedVersions", versions},
          {"capabilities", Json::object()},
          {"ttlMs", 0},
          {"cacheScope", "private"}};
}

Json initialize_result(const char* version) {
  return {{"protocolVersion", version},
          {"capabilities", Json::object()},
          {"serverInfo", {{"name", "scripted"}, {"version", "1"}}}};
}

/// A scripted server's response to a request; nothing: it does not respond.
using Answer = std::optional<std::variant<Json, Error>>;
using Script = std::function<Answer(const Request&)>;

class ScriptedServer final : public Receiver {
 public:
  ScriptedServer(Script script, std::shared_ptr<Sink> sink, std::vector<std::string>& methods)
      : script_(std::move(script)), sink_(std::move(sink)), methods_(methods) {}

  void receive(Message message) override {
    if (const auto* notification = std::get_if<Notification>(&message)) {
      methods_.push_back(notification->method);
    }
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    methods_.push_back(request->method);
    if (auto answer = script_(*request)) sink_->send(Response{request->id, *std::move(answer)});
  }

  void closed() override {}

 private:
  const Script script_;
  const std::shared_ptr<Sink> sink_;
  std::vector<std::string>& methods_;
};

struct Probe {
  std::vector<std::string> methods;
  std::string version;
  std::optional<Error> error;
};

Probe probe(Script script, ClientOptions options = {}) {
  Probe probe;
  options.probe_timeout = 50ms;
  try {
    auto client = Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                                    return std::make_unique<ScriptedServer>(script, std::move(sink),
                                                                            probe.methods);
                                  }),
                                  std::move(options));
    probe.version = client.server_info().protocol_version;
  } catch (const Error& error) {
    probe.error = error;
  }
  return probe;
}

// A server that knows only `initialize`; `to_unknown` is its response to any other request.
Script legacy(std::function<Answer()> to_unknown, const char* version = "2025-11-25") {
  return [=](const Request& request) -> Answer {
    if (request.method != "initialize") return to_unknown();
    return initialize_result(version);
  };
}

const std::vector<std::string> fell_back = {"server/discover", "initialize",
                                            "notifications/initialized"};

TEST(EraProbe, StaysModernWithAModernServer) {
  const auto result = probe([](const Request& request) -> Answer {
    EXPECT_EQ(request.params["_meta"]["io.modelcontextprotocol/protocolVersion"], "2026-07-28");
    EXPECT_TRUE(request.params["_meta"].contains("io.modelcontextprotocol/clientCapabilities"));
    return discover_result({"2027-01-01", "2026-07-28"});
  });
  EXPECT_EQ(result.version, "2026-07-28");
  EXPECT_EQ(result.methods, std::vector<std::string>({"server/discover"}));
}

// Spec: 2026-07-28 basic/transports/stdio: the fallback is not keyed to one error code.
TEST(EraProbe, FallsBackWhateverAnOldServerAnswers) {
  const std::function<Answer()> answers[] = {
      [] { return Answer(Error(ErrorCode::method_not_found, "?")); },
      [] { return Answer(Error(ErrorCode::invalid_params, "?")); },
      [] { return Answer(Error(ErrorCode::invalid_request, "not initialized")); },
      [] { return Answer(Error(static_cast<ErrorCode>(-32000), "?")); },
      [] { return Answer(Error(ErrorCode::unsupported_protocol_version, "without data")); },
      [] { return Answer(Json::object()); },
      [] { return Answer(); },
  };
  for (const auto& answer : answers) {
    const auto result = probe(legacy(answer));
    EXPECT_FALSE(result.error) << result.error->what();
    EXPECT_EQ(result.version, "2025-11-25");
    EXPECT_EQ(result.methods, fell_back);
  }
}

TEST(EraProbe, AcceptsAnyLegacyVersionThatItKnows) {
  const auto unknown = [] { return Answer(Error(ErrorCode::method_not_found, "?")); };
  for (const char* version : {"2025-06-18", "2025-03-26", "2024-11-05"}) {
    EXPECT_EQ(probe(legacy(unknown, version)).version, version);
  }
  const auto result = probe(legacy(unknown, "1999-01-01"));
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code(), ErrorCode::unsupported_protocol_version);
  EXPECT_NE(std::string(result.error->what()).find("1999-01-01"), std::string::npos);
}

// Spec: a modern error means a modern server: do not fall back to initialize.
TEST(EraProbe, DoesNotFallBackFromAModernServer) {
  const auto result = probe([](const Request&) -> Answer {
    return Error(ErrorCode::unsupported_protocol_version, "no",
                 {{"supported", {"2031-01-01"}}, {"requested", "2026-07-28"}});
  });
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code(), ErrorCode::unsupported_protocol_version);
  EXPECT_EQ(result.methods, std::vector<std::string>({"server/discover"}));
}

// ...unless the error's `supported` lists a legacy version.
TEST(EraProbe, UsesALegacyVersionThatAModernServerOffers) {
  const auto result = probe([](const Request& request) -> Answer {
    if (request.method == "initialize") {
      EXPECT_EQ(request.params["protocolVersion"], "2025-06-18");
      return initialize_result("2025-06-18");
    }
    return Error(ErrorCode::unsupported_protocol_version, "no",
                 {{"supported", {"2031-01-01", "2025-06-18"}}});
  });
  EXPECT_EQ(result.version, "2025-06-18");
}

TEST(EraProbe, IsSkippedWhenTheEraIsGiven) {
  ClientOptions legacy_only{.era = Era::legacy};
  const auto unknown = [] { return Answer(Error(ErrorCode::method_not_found, "?")); };
  EXPECT_EQ(probe(legacy(unknown), legacy_only).methods,
            std::vector<std::string>({"initialize", "notifications/initialized"}));
  ClientOptions modern_only{.era = Era::modern};
  const auto result = probe(legacy(unknown), modern_only);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code(), ErrorCode::unsupported_protocol_version);
  EXPECT_EQ(result.methods, std::vector<std::string>({"server/discover"}));
}

TEST(EraProbe, RejectsInvalidResponses) {
  const auto unknown = [] { return Answer(Error(ErrorCode::method_not_found, "?")); };
  const auto answering = [&](const Json& result) {
    return [=](const Request& request) -> Answer {
      if (request.method != "initialize") return unknown();
      return result;
    };
  };
  for (const Json& result :
       {Json::object(), Json{{"protocolVersion", 5}}, Json{{"protocolVersion", "2025-11-25"}},
        Json{{"protocolVersion", "2025-11-25"}, {"capabilities", 5}}}) {
    const auto probed = probe(answering(result));
    ASSERT_TRUE(probed.error) << to_text(result);
    EXPECT_EQ(probed.error->code(), ErrorCode::protocol_violation) << to_text(result);
  }
}

/// A server that starts slowly: it reads the first two requests once both have been sent.
class SlowServer final : public Receiver {
 public:
  using Answers =
      std::function<std::vector<Response>(const RequestId& first, const RequestId& second)>;
  SlowServer(Answers answers, std::shared_ptr<Sink> sink)
      : answers_(std::move(answers)), sink_(std::move(sink)) {}

  void receive(Message message) override {
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    asked_.push_back(request->id);
    if (asked_.size() != 2) return;
    for (auto& answer : answers_(asked_[0], asked_[1])) sink_->send(std::move(answer));
  }

  void closed() override {}

 private:
  const Answers answers_;
  const std::shared_ptr<Sink> sink_;
  std::vector<RequestId> asked_;
};

// Python servers take seconds to import their modules.
TEST(EraProbe, WaitsForAServerThatIsSlowToStart) {
  const Json modern = discover_result({"2026-07-28", "2025-11-25"});
  const Json legacy = initialize_result("2025-11-25");
  const Error not_for_us(ErrorCode::unsupported_protocol_version, "modern only",
                         {{"supported", {"2026-07-28"}}, {"requested", "2025-11-25"}});
  const Error unknown(ErrorCode::method_not_found, "?");
  const struct {
    const char* name;
    SlowServer::Answers answers;
    const char* version;
  } cases[] = {
      {"speaks both",
       [&](auto& first, auto& second) {
         return std::vector<Response>{{first, modern}, {second, legacy}};
       },
       "2026-07-28"},
      {"refuses the older question",
       [&](auto& first, auto& second) {
         return std::vector<Response>{{first, modern}, {second, not_for_us}};
       },
       "2026-07-28"},
      {"refuses the older question first",
       [&](auto& first, auto& second) {
         return std::vector<Response>{{second, not_for_us}, {first, modern}};
       },
       "2026-07-28"},
      {"answers the older question first",
       [&](auto& first, auto& second) {
         return std::vector<Response>{{second, legacy}, {first, modern}};
       },
       "2026-07-28"},
      {"does not know the first question",
       [&](auto& first, auto& second) {
         return std::vector<Response>{{first, unknown}, {second, legacy}};
       },
       "2025-11-25"},
      {"never answers the first question",
       [&](auto&, auto& second) {
         return std::vector<Response>{{second, legacy}};
       },
       "2025-11-25"},
  };
  for (const auto& [name, answers, version] : cases) {
    SCOPED_TRACE(name);
    const auto client =
        Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                          return std::make_unique<SlowServer>(answers, std::move(sink));
                        }),
                        {.probe_timeout = 20ms});
    EXPECT_EQ(client.server_info().protocol_version, version);
  }
}

// The server took `server/discover` for its first message, and rejects `initialize` after it.
TEST(EraProbe, RestartsAServerThatRejectsInitialize) {
  for (const bool silent : {false, true}) {
    SCOPED_TRACE(silent);
    int starts = 0;
    const auto client =
        Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                          const bool again = ++starts > 1;
                          const Script script = [again, silent](const Request& request) -> Answer {
                            if (again) return initialize_result("2025-06-18");
                            if (silent && request.method == "server/discover") return std::nullopt;
                            return Error(ErrorCode::invalid_request, "not now");
                          };
                          static std::vector<std::string> ignored;
                          return std::make_unique<ScriptedServer>(script, std::move(sink), ignored);
                        }),
                        {.probe_timeout = 20ms});
    EXPECT_EQ(client.server_info().protocol_version, "2025-06-18");
    EXPECT_EQ(starts, 2);
  }
}

TEST(EraProbe, ReportsTheServersErrorWhenItRejectsTwice) {
  const auto result = probe([](const Request&) -> Answer {
    return Error(ErrorCode::invalid_request, "a token is missing");
  });
  ASSERT_TRUE(result.error);
  EXPECT_NE(std::string(result.error->what()).find("a token is missing"), std::string::npos);
  EXPECT_EQ(result.methods,
            std::vector<std::string>({"server/discover", "initialize", "initialize"}));
}

// Whichever request is open at that moment.
TEST(EraProbe, EndsWhenItIsCancelled) {
  for (const Era era : {Era::automatic, Era::modern, Era::legacy}) {
    for (const std::string silent : {"server/discover", "initialize"}) {
      std::stop_source stop;
      std::vector<std::string> methods;
      const Script script = [&](const Request& request) -> Answer {
        const bool last = request.method == silent || era != Era::automatic;
        if (last) stop.request_stop();
        return last ? Answer() : Error(ErrorCode::method_not_found, "?");
      };
      const auto begin = std::chrono::steady_clock::now();
      try {
        Client::connect(in_process([&](std::shared_ptr<Sink> sink) {
                          return std::make_unique<ScriptedServer>(script, std::move(sink), methods);
                        }),
                        {.era = era, .probe_timeout = 1min, .connect_timeout = 1min},
                        stop.get_token());
        ADD_FAILURE();
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::request_cancelled) << error.what();
      }
      EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
    }
  }
}

}  // namespace
}  // namespace mcp::era_probe_test
