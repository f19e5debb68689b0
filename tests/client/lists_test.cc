// Lists that never end, in both eras: the client limits the whole list, not only a page.

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "support/failure.hpp"

namespace mcp::lists_test {
namespace {

using namespace std::chrono_literals;
using test::failure;

/// The members of a page besides `resultType`; nothing: the server does not respond.
using Pages = std::function<std::optional<Json>(const std::string& member, int page)>;

/// The member of a list's result, by the method.
std::string member_of(const std::string& method) {
  if (method == "resources/templates/list") return "resourceTemplates";
  return method.substr(0, method.find('/'));
}

class ListServer final : public Receiver {
 public:
  ListServer(Pages pages, std::atomic<int>& asked, std::shared_ptr<Sink> sink)
      : pages_(std::move(pages)), asked_(asked), sink_(std::move(sink)) {}

  void receive(Message message) override {
    const auto* request = std::get_if<Request>(&message);
    if (!request) return;
    if (auto result = answer(*request)) {
      (*result)["resultType"] = "complete";
      sink_->send(Response{request->id, *std::move(result)});
    }
  }
  void closed() override {}

 private:
  std::optional<Json> answer(const Request& request) {
    const Json capabilities{
        {"tools", Json::object()}, {"resources", Json::object()}, {"prompts", Json::object()}};
    if (request.method == "server/discover") {
      return Json{{"supportedVersions", {"2026-07-28"}}, {"capabilities", capabilities}};
    }
    if (request.method == "initialize") {
      return Json{{"protocolVersion", "2025-11-25"}, {"capabilities", capabilities}};
    }
    return pages_(member_of(request.method), asked_++);
  }

  const Pages pages_;
  std::atomic<int>& asked_;
  const std::shared_ptr<Sink> sink_;
};

Json item(int number) {
  const std::string name = "item" + std::to_string(number);
  return {{"name", name},
          {"uri", "note://" + name},
          {"uriTemplate", "note://" + name},
          {"inputSchema", {{"type", "object"}}}};
}

/// Pages that never end, each with so many items.
Pages endless(int items) {
  return [items](const std::string& member, int page) {
    Json list = Json::array();
    for (int i = 0; i < items; ++i) list.push_back(item(page * items + i));
    return Json{{member, std::move(list)}, {"nextCursor", std::to_string(page)}};
  };
}

using List = std::function<std::size_t(Client&, const CallOptions&)>;

const List lists[] = {
    [](Client& client, const CallOptions& options) { return client.list_tools(options).size(); },
    [](Client& client, const CallOptions& options) {
      return client.list_resources(options).size();
    },
    [](Client& client, const CallOptions& options) {
      return client.list_resource_templates(options).size();
    },
    [](Client& client, const CallOptions& options) { return client.list_prompts(options).size(); },
};

class ListLimits : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(Pages pages, mcp::ListLimits limits) {
    ClientOptions options{.era = GetParam(), .lists = limits};
    options.handlers.warning = [this](const std::string& text) { warnings.push_back(text); };
    return Client::connect(in_process([this, pages = std::move(pages)](std::shared_ptr<Sink> sink) {
                             return std::make_unique<ListServer>(pages, asked, std::move(sink));
                           }),
                           std::move(options));
  }

  std::atomic<int> asked = 0;
  std::vector<std::string> warnings;
};

struct Exceeded {
  mcp::ListLimits limits;
  Pages pages;
  ErrorCode code;
  const char* text;
};

TEST_P(ListLimits, EndAListWithAnError) {
  const Exceeded cases[] = {
      {{.max_pages = 5}, endless(1), ErrorCode::protocol_violation, "limit of 5 pages"},
      {{.max_pages = 5}, endless(0), ErrorCode::protocol_violation, "limit of 5 pages"},
      {{.max_items = 10}, endless(3), ErrorCode::protocol_violation, "limit of 10 items"},
      {{.max_bytes = 100'000}, endless(20), ErrorCode::protocol_violation, "of 100000 bytes"},
      {{.timeout = 50ms, .max_pages = 1'000'000'000},
       endless(0),
       ErrorCode::request_timed_out,
       "within 50 ms"},
      {{.timeout = 50ms},
       [](const std::string& member, int page) {
         return page < 2 ? endless(1)(member, page) : std::nullopt;
       },
       ErrorCode::request_timed_out,
       "within 50 ms"},
  };
  for (const auto& [limits, pages, code, text] : cases) {
    auto client = connect(pages, limits);
    for (const auto& list : lists) {
      asked = 0;
      const auto error = failure([&] { list(client, {}); });
      EXPECT_EQ(error.code(), code) << text;
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
  }
}

TEST_P(ListLimits, AreNotReachedByAListThatIsExactlyAsLarge) {
  const auto pages = [](const std::string& member, int page) {
    auto result = endless(2)(member, page);
    if (page == 4) result->erase("nextCursor");
    return result;
  };
  auto client = connect(pages, {.max_pages = 5, .max_items = 10});
  for (const auto& list : lists) {
    asked = 0;
    EXPECT_EQ(list(client, {}), 10U);
  }
  EXPECT_EQ(warnings, std::vector<std::string>());
}

TEST_P(ListLimits, EndAListAtARepeatedCursorWithAWarning) {
  for (const auto& next : {std::vector<std::string>{"a"}, {""}, {"a", "b", "c", "a"}}) {
    const auto pages = [&](const std::string& member, int page) {
      auto result = endless(1)(member, page);
      (*result)["nextCursor"] = next[static_cast<std::size_t>(page) % next.size()];
      return result;
    };
    auto client = connect(pages, {});
    for (const auto& list : lists) {
      asked = 0;
      warnings.clear();
      EXPECT_EQ(list(client, {}), next.size() == 1 ? 2U : 4U);
      ASSERT_EQ(warnings.size(), 1U);
      EXPECT_NE(warnings[0].find("repeats a cursor"), std::string::npos) << warnings[0];
    }
  }
}

TEST_P(ListLimits, TakeNullForWhatMayBeLeftOut) {
  const auto pages = [&](const std::string& member, int) {
    Json odd = item(0);
    for (const char* name : {"title", "description", "annotations", "icons", "outputSchema",
                             "_meta", "mimeType", "size", "arguments"}) {
      odd[name] = nullptr;
    }
    return Json{{member, {odd}}, {"nextCursor", nullptr}};
  };
  auto client = connect(pages, {});
  for (const auto& list : lists) EXPECT_EQ(list(client, {}), 1U);
  EXPECT_EQ(warnings, std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Eras, ListLimits, ::testing::Values(Era::modern, Era::legacy),
                         [](const auto& era) {
                           return era.param == Era::modern ? "Modern" : "Legacy";
                         });

}  // namespace
}  // namespace mcp::lists_test
