// The headers that mirror parts of a message: 2026-07-28 basic/transports/streamable-http.

#include <gtest/gtest.h>

#include "http/header_value.hpp"
#include "http/mirrored.hpp"

namespace mcp::http {
namespace {

TEST(HeaderValue, IsPlainOrBase64) {
  const std::pair<std::string, std::string> cases[] = {
      {"us-west1", "us-west1"},
      {"Hello, \xE4\xB8\x96\xE7\x95\x8C", "=?base64?SGVsbG8sIOS4lueVjA==?="},
      {" padded ", "=?base64?IHBhZGRlZCA=?="},
      {"line1\nline2", "=?base64?bGluZTEKbGluZTI=?="},
      {"=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="},
      {"=?base64?half", "=?base64?half"},
      {"a b\tc", "a b\tc"},
      {"", ""},
      {std::string("\0", 1), "=?base64?AA==?="},
  };
  for (const auto& [text, value] : cases) {
    EXPECT_EQ(to_header_value(text), value);
    EXPECT_EQ(from_header_value(value), text);
  }
}

TEST(HeaderValue, RefusesWhatIsNeither) {
  for (const char* value : {"=?base64?SGVsbG8?=", "=?base64?SGVs!!!bG8=?=", "a\x01z", "\xC3\xA9",
                            "a\rb", "=?base64?SGVsbG8_?="}) {
    EXPECT_FALSE(from_header_value(value)) << value;
  }
  EXPECT_EQ(from_header_value("  Hello\t"), "Hello");
  EXPECT_EQ(from_header_value("=?BASE64?SGVsbG8=?="), "=?BASE64?SGVsbG8=?=");
}

TEST(Mirrored, NameIsThatOfTheThingAskedFor) {
  EXPECT_EQ(mirrored_name("tools/call", {{"name", "a"}}), "a");
  EXPECT_EQ(mirrored_name("prompts/get", {{"name", "b"}}), "b");
  EXPECT_EQ(mirrored_name("resources/read", {{"uri", "c://d"}}), "c://d");
  EXPECT_EQ(mirrored_name("tasks/get", {{"taskId", "t"}}), "t");
  EXPECT_EQ(mirrored_name("tasks/update", {{"taskId", "t"}}), "t");
  EXPECT_EQ(mirrored_name("tasks/cancel", {{"taskId", "t"}}), "t");
  EXPECT_EQ(mirrored_name("tasks/result", {{"taskId", "t"}}), std::nullopt);
  EXPECT_EQ(mirrored_name("tools/list", {{"name", "a"}}), std::nullopt);
  EXPECT_EQ(mirrored_name("tools/call", {{"name", 1}}), std::nullopt);
  EXPECT_EQ(mirrored_name("tools/call", nullptr), std::nullopt);
}

Json marked(Json type, Json header) {
  return {{"type", std::move(type)}, {"x-mcp-header", std::move(header)}};
}

TEST(Mirrored, ParametersAreFoundByTheirMarks) {
  const Json schema{
      {"type", "object"},
      {"properties",
       {{"region", marked("string", "Region")},
        {"x-mcp-header", {{"type", "string"}}},
        {"limits", {{"type", "object"}, {"properties", {{"most", marked("integer", "Most")}}}}}}}};
  const auto parameters = mirrored_parameters(schema);
  ASSERT_TRUE(parameters.ok()) << parameters.error().what();
  ASSERT_EQ(parameters->size(), 2U);
  const auto& most = parameters->at(0);
  const auto& region = parameters->at(1);
  EXPECT_EQ(region.header, "Region");
  EXPECT_EQ(mirrored_value({{"region", "eu"}}, region), "eu");
  EXPECT_EQ(mirrored_value({{"limits", {{"most", 42}}}}, most), "42");
  EXPECT_EQ(mirrored_value({{"limits", {{"most", 42.0}}}}, most), "42");
  for (const Json& arguments :
       {Json::object(), Json{{"region", nullptr}}, Json(), Json{{"region", {1}}}}) {
    EXPECT_EQ(mirrored_value(arguments, region), std::nullopt) << arguments;
  }
  EXPECT_TRUE(mirrors("42.0", "42", most));
  EXPECT_FALSE(mirrors("43", "42", most));
  EXPECT_FALSE(mirrors("42.0", "42", region));
  EXPECT_EQ(mirrored_value({{"b", true}}, {"B", {"b"}, "boolean"}), "true");
}

TEST(Mirrored, MarksThatAreWrongAreRefused) {
  const auto in = [](Json property) {
    return Json{{"type", "object"}, {"properties", {{"p", std::move(property)}}}};
  };
  const Json wrong[] = {
      in(marked("string", "")),
      in(marked("string", "a b")),
      in(marked("string", "a\n")),
      in(marked("string", "\xC3\xA9")),
      in(marked("string", 1)),
      in(marked("number", "N")),
      in(marked("object", "O")),
      in(marked({"string", "null"}, "S")),
      in({{"x-mcp-header", "X"}}),
      in({{"type", "array"}, {"items", marked("string", "I")}}),
      in({{"anyOf", {marked("string", "A")}}}),
      {{"type", "object"}, {"$defs", {{"d", marked("string", "D")}}}},
      {{"type", "object"}, {"x-mcp-header", "Root"}},
      {{"type", "object"},
       {"properties", {{"a", marked("string", "Same")}, {"b", marked("string", "SAME")}}}},
  };
  for (const Json& schema : wrong) EXPECT_FALSE(mirrored_parameters(schema).ok()) << schema;
  EXPECT_TRUE(
      mirrored_parameters(in({{"type", "object"}, {"default", {{"x-mcp-header", 1}}}})).ok());
}

}  // namespace
}  // namespace mcp::http
