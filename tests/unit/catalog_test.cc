#include "catalog/catalog.hpp"

#include <gtest/gtest.h>

#include "catalog/cursor.hpp"
#include "catalog/uri_template.hpp"

namespace mcp {
namespace {

std::vector<int> numbers(const Catalog<int>::Page& page) {
  std::vector<int> all;
  for (const auto& entry : page.entries) all.push_back(*entry);
  return all;
}

TEST(Catalog, KeepsItsOrderAndGoesOnAfterChanges) {
  Catalog<int> catalog;
  EXPECT_FALSE(catalog.used());
  for (int i = 0; i < 6; ++i) catalog.add("n" + std::to_string(i), i);
  const auto first = catalog.page(0, 2);
  EXPECT_EQ(numbers(first), std::vector<int>({0, 1}));
  catalog.remove("n0");
  catalog.remove("n2");
  catalog.add("n6", 6);
  const auto second = catalog.page(*first.next, 2);
  EXPECT_EQ(numbers(second), std::vector<int>({3, 4}));
  const auto third = catalog.page(*second.next, 2);
  EXPECT_EQ(numbers(third), std::vector<int>({5, 6}));
  EXPECT_FALSE(third.next);
}

TEST(Catalog, HasEachNameOnce) {
  Catalog<int> catalog;
  catalog.add("a", 1);
  EXPECT_THROW(catalog.add("a", 2), std::invalid_argument);
  EXPECT_EQ(*catalog.find("a"), 1);
  EXPECT_TRUE(catalog.remove("a"));
  EXPECT_FALSE(catalog.remove("a"));
  EXPECT_EQ(catalog.find("a"), nullptr);
  EXPECT_TRUE(catalog.used());
}

TEST(Catalog, ChangesForThoseWhoLookNext) {
  Catalog<int> catalog;
  catalog.add("a", 1);
  const auto before = catalog.find("a");
  EXPECT_TRUE(catalog.change("a", [](int& value) { value = 2; }));
  EXPECT_FALSE(catalog.change("b", [](int&) {}));
  EXPECT_EQ(*before, 1);
  EXPECT_EQ(*catalog.find("a"), 2);
}

TEST(Cursor, ComesBackAsItWas) {
  EXPECT_EQ(read_cursor("m", {{"cursor", to_cursor("m", 42)}}).value(), 42U);
  EXPECT_EQ(read_cursor("m", Json::object()).value(), 0U);
  EXPECT_EQ(read_cursor("m", {{"cursor", nullptr}}).value(), 0U);
  EXPECT_FALSE(read_cursor("m", {{"cursor", to_cursor("other", 42)}}));
  EXPECT_FALSE(read_cursor("m", {{"cursor", ""}}));
  EXPECT_FALSE(read_cursor("m", {{"cursor", 5}}));
}

struct Matched {
  const char* uri_template;
  const char* uri;
  std::optional<Values> values;
};

TEST(UriTemplate, FindsItsVariables) {
  const Matched cases[] = {
      {"test://static", "test://static", Values{}},
      {"test://static", "test://other", std::nullopt},
      {"test://{id}/data", "test://123/data", Values{{"id", "123"}}},
      {"test://{id}/data", "test:///data", std::nullopt},
      {"test://{id}/data", "test://1/2/data", std::nullopt},
      {"test://{id}", "test://a%2Fb", Values{{"id", "a/b"}}},
      {"test://{id}", "test://a%2", std::nullopt},
      {"test://{id}", "test://a%zz", std::nullopt},
      {"file:///{+path}", "file:///a/b/c.txt", Values{{"path", "a/b/c.txt"}}},
      {"x{/a}{/b}", "x/1/2", Values{{"a", "1"}, {"b", "2"}}},
      {"x{#part}", "x#p/q", Values{{"part", "p/q"}}},
      {"{a}-{b}", "1-2-3", Values{{"a", "1-2"}, {"b", "3"}}},
      {"s{?q,n}", "s", Values{}},
      {"s{?q,n}", "s?n=2&q=a%20b", Values{{"q", "a b"}, {"n", "2"}}},
      {"s{?q}", "s?other=1", std::nullopt},
      {"s?a=1{&b}", "s?a=1&b=2", Values{{"b", "2"}}},
      {"s{?q}{#f}", "s?q=1#x", Values{{"q", "1"}, {"f", "x"}}},
  };
  for (const auto& [uri_template, uri, values] : cases) {
    const auto parsed = UriTemplate::parse(uri_template);
    ASSERT_TRUE(parsed) << uri_template;
    EXPECT_EQ(parsed->match(uri), values) << uri_template << " and " << uri;
  }
}

TEST(UriTemplate, RefusesWhatItCannotMatch) {
  for (const char* text : {"{", "}", "a}b", "{}", "{a,b}", "{a*}", "{a:3}", "{;a}", "{.a}", "{a b}",
                           "{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}"}) {
    EXPECT_FALSE(UriTemplate::parse(text)) << text;
  }
}

// Without a limit on work, matching would not terminate in practice.
TEST(UriTemplate, IsNotSlowedDownByHostileUris) {
  const auto parsed =
      UriTemplate::parse("{+a}x{+b}x{+c}x{+d}x{+e}x{+f}x{+g}x{+h}x{+i}x{+j}y").value();
  EXPECT_FALSE(parsed.match(std::string(1000, 'x')));
  EXPECT_FALSE(parsed.match(std::string(100'000, 'x')));
}

}  // namespace
}  // namespace mcp
