#include "response_cache.hpp"

#include <gtest/gtest.h>

namespace mcp {
namespace {

using namespace std::chrono_literals;
using Clock = ResponseCache::Clock;

Json page(const std::string& name, std::int64_t ttl = 1000) {
  return {{"tools", {{{"name", name}}}}, {"ttlMs", ttl}, {"cacheScope", "private"}};
}

class Cache : public ::testing::Test {
 protected:
  void store(const std::string& method, const Json& params, const Json& result) {
    cache.store(method, params, result, cache.version(), now);
  }
  std::optional<Json> find(const std::string& method, const Json& params) {
    return cache.find(method, params, now);
  }
  bool has(const std::string& method, const Json& params = nullptr) {
    return find(method, params).has_value();
  }

  ResponseCache cache{CacheOptions{.max_entries = 4, .max_bytes = 6000, .max_ttl = 1h}};
  Clock::time_point now = Clock::now();
};

TEST_F(Cache, IsFreshUntilTheTtlIsOver) {
  store("tools/list", nullptr, page("a"));
  EXPECT_EQ(find("tools/list", nullptr), page("a"));
  now += 999ms;
  EXPECT_TRUE(has("tools/list"));
  now += 1ms;
  EXPECT_FALSE(has("tools/list"));
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST_F(Cache, NeedsAPositiveTtl) {
  const Json results[] = {page("a", 0),
                          page("a", -5),
                          {{"tools", Json::array()}},
                          {{"ttlMs", "1000"}},
                          {{"ttlMs", 1.5}}};
  for (const Json& result : results) {
    store("tools/list", nullptr, page("old"));
    store("tools/list", nullptr, result);
    EXPECT_FALSE(has("tools/list")) << result << " replaces the older response";
  }
}

TEST_F(Cache, KeepsOnlyWhatTheSpecificationAllows) {
  for (const auto* method : {"tools/call", "server/discover", "ping", "completion/complete",
                             "prompts/get", "tasks/get", "resources/directory/read"}) {
    store(method, nullptr, page("a"));
    EXPECT_FALSE(has(method)) << method;
  }
  const Json inputs[] = {{{"uri", "a"}, {"inputResponses", Json::object()}},
                         {{"uri", "a"}, {"requestState", "s"}}};
  for (const Json& params : inputs) {
    store("resources/read", params, page("a"));
    EXPECT_FALSE(has("resources/read", params)) << params;
  }
}

TEST_F(Cache, TheKeyIsMethodAndParameters) {
  store("tools/list", {{"cursor", "2"}}, page("second"));
  EXPECT_FALSE(has("tools/list"));
  EXPECT_FALSE(has("tools/list", {{"cursor", "3"}}));
  EXPECT_FALSE(has("prompts/list", {{"cursor", "2"}}));
  EXPECT_TRUE(has("tools/list", {{"cursor", "2"}, {"_meta", {{"traceparent", "x"}}}}))
      << "`_meta` does not affect the result";
  store("tools/list", Json::object(), page("first"));
  EXPECT_TRUE(has("tools/list")) << "no parameters are an empty object";
}

TEST_F(Cache, ChangesOfListsMakeThemStale) {
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"notifications/tools/list_changed", "tools/list", true},
      {"notifications/tools/list_changed", "prompts/list", false},
      {"notifications/prompts/list_changed", "prompts/list", true},
      {"notifications/resources/list_changed", "resources/list", true},
      {"notifications/resources/list_changed", "resources/templates/list", true},
      {"notifications/resources/list_changed", "resources/read", true},
      {"notifications/resources/list_changed", "skills/list", true},
      {"notifications/resources/list_changed", "tools/list", false},
  };
  for (const auto& [notification, method, stale] : cases) {
    cache.clear();
    store(method, {{"cursor", "2"}}, page("a"));
    cache.list_changed(notification);
    EXPECT_EQ(has(method, {{"cursor", "2"}}), !stale) << notification << ' ' << method;
  }
}

TEST_F(Cache, AnUpdatedResourceIsStale) {
  store("resources/read", {{"uri", "note://a"}}, page("a"));
  store("resources/read", {{"uri", "note://b"}}, page("b"));
  store("resources/list", nullptr, page("c"));
  cache.resource_updated("note://a#part");
  EXPECT_FALSE(has("resources/read", {{"uri", "note://a"}}));
  EXPECT_TRUE(has("resources/read", {{"uri", "note://b"}}));
  EXPECT_TRUE(has("resources/list"));
}

TEST_F(Cache, AResponseThatAnInvalidationOvertookIsNotStored) {
  const auto version = cache.version();
  cache.list_changed("notifications/tools/list_changed");
  cache.store("tools/list", nullptr, page("old"), version, now);
  EXPECT_FALSE(has("tools/list"));
}

TEST_F(Cache, IsBoundedInEntries) {
  for (int i = 0; i < 5; ++i) store("tools/list", {{"cursor", std::to_string(i)}}, page("a"));
  EXPECT_EQ(cache.entries(), 4U);
  EXPECT_FALSE(has("tools/list", {{"cursor", "0"}})) << "the oldest is dropped";
  EXPECT_TRUE(has("tools/list", {{"cursor", "4"}}));
}

TEST_F(Cache, DropsWhatIsStaleFirst) {
  for (int i = 0; i < 3; ++i) store("tools/list", {{"cursor", std::to_string(i)}}, page("a"));
  store("tools/list", {{"cursor", "short"}}, page("a", 10));
  now += 10ms;
  store("tools/list", {{"cursor", "new"}}, page("a"));
  EXPECT_TRUE(has("tools/list", {{"cursor", "0"}}));
  EXPECT_TRUE(has("tools/list", {{"cursor", "new"}}));
}

TEST_F(Cache, BelongsToOneAuthorization) {
  cache.use_for(0);
  store("tools/list", nullptr, page("a"));
  const auto version = cache.version();
  cache.use_for(0);
  EXPECT_TRUE(has("tools/list"));
  cache.use_for(1);
  EXPECT_FALSE(has("tools/list"));
  cache.store("tools/list", nullptr, page("a"), version, now);
  EXPECT_FALSE(has("tools/list")) << "it responds to a request with the earlier authorization";
}

TEST_F(Cache, IsBoundedInBytes) {
  const std::string large(1500, 'x');
  for (int i = 0; i < 3; ++i) store("tools/list", {{"cursor", std::to_string(i)}}, page(large));
  EXPECT_EQ(cache.entries(), 2U);
  EXPECT_LE(cache.bytes(), 6000U);
  store("tools/list", nullptr, page(std::string(6000, 'x')));
  EXPECT_FALSE(has("tools/list")) << "larger than the whole cache";
  EXPECT_EQ(cache.entries(), 2U);
}

TEST_F(Cache, TtlsAreLimited) {
  store("tools/list", nullptr, page("a", std::int64_t{1} << 62));
  EXPECT_TRUE(has("tools/list"));
  now += 1h;
  EXPECT_FALSE(has("tools/list"));
}

TEST(CacheOff, KeepsNothing) {
  ResponseCache cache(std::nullopt);
  cache.store("tools/list", nullptr, page("a"), cache.version());
  EXPECT_FALSE(cache.find("tools/list", nullptr));
}

}  // namespace
}  // namespace mcp
