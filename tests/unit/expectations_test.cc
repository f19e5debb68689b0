// Expectations of `assert`: the checks, the file's form, the reports.
#include "expectations/check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "expectations/document.hpp"
#include "expectations/report.hpp"
#include "misuse.hpp"

namespace mcp::cli::expectations_test {
namespace {

TEST(Expectations, ChecksSayWhatIsWrong) {
  const struct {
    const char* check;
    const char* value;    ///< Empty: there is none.
    const char* failure;  ///< Empty: the check passes.
  } cases[] = {
      {R"({"equals":1})", "1", ""},
      {R"({"equals":1})", "1.0", ""},
      {R"({"equals":1})", "2", "x must be 1, but is 2"},
      {R"({"equals":null})", "null", ""},
      {R"({"equals":null})", "", "x is missing"},
      {R"({"exists":true})", "null", ""},
      {R"({"exists":true})", "", "x is missing"},
      {R"({"exists":false})", "", ""},
      {R"({"exists":false})", "0", "x must not be there, but is 0"},
      {R"({"contains":"b"})", R"("abc")", ""},
      {R"({"contains":"d"})", R"("abc")", R"(x must contain "d", but is "abc")"},
      {R"({"contains":2})", "[1,2]", ""},
      {R"({"contains":{"a":1}})", R"([{"a":1,"b":2}])", ""},
      {R"({"contains":3})", "[1,2]", "x must contain the item 3, but is [1,2]"},
      {R"({"contains":{"a":{"b":1}}})", R"({"a":{"b":1,"c":2}})", ""},
      {R"({"contains":{"a":{"b":1}}})", R"({"a":{"b":2}})", "x/a/b must be 1, but is 2"},
      {R"({"contains":{"a":{"b":1}}})", R"({"a":{}})", "x/a/b is missing; it must be 1"},
      {R"({"contains":[2,1]})", "[1,2,3]", ""},
      {R"({"contains":1})", R"("text")", R"(x must be 1, but is "text")"},
      {R"({"matches":"^a.c$"})", R"("abc")", ""},
      {R"({"matches":"^b"})", R"("abc")",
       R"(x must match the regular expression "^b", but is "abc")"},
      {R"({"matches":"a"})", "1", "x must be a text, but is 1"},
      {R"({"schema":{"type":"string"}})", R"("a")", ""},
      {R"({"atLeast":2})", "2", ""},
      {R"({"atLeast":2})", "1", "x must be at least 2, but is 1"},
      {R"({"atMost":2})", R"("abc")", R"(x must have a length of at most 2, but is "abc")"},
      {R"({"atLeast":1})", "[]", "x must have a length of at least 1, but is []"},
      {R"({"equals":1,"atLeast":2})", "1", "x must be at least 2, but is 1"},
  };
  for (const auto& [check, text, failure] : cases) {
    SCOPED_TRACE(std::string(check) + ' ' + text);
    const Json value = *text == '\0' ? Json() : Json::parse(text);
    const auto found = failure_of(Json::parse(check), *text == '\0' ? nullptr : &value, "x");
    EXPECT_EQ(found.value_or(""), failure);
  }
}

TEST(Expectations, AValueThatFailsItsSchemaIsNamed) {
  const Json value{{"a", 1}};
  const auto found =
      failure_of(Json::parse(R"({"schema":{"properties":{"a":{"type":"string"}}}})"), &value, "x");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->starts_with("x at /a: ")) << *found;
  const auto invalid = failure_of(Json::parse(R"({"schema":{"type":7}})"), &value, "x");
  ASSERT_TRUE(invalid);
  EXPECT_NE(invalid->find("the schema is not valid"), std::string::npos) << *invalid;
}

TEST(Expectations, AFileThatIsWrongIsRejected) {
  const struct {
    const char* text;
    const char* said;
  } cases[] = {
      {"", "f: "},
      {"[]", "f: "},
      {"{}", "f: "},
      {R"({"tool":[]})", "did you mean `tools`?"},
      {R"({"tools":[{}]})", "f: /tools/0: "},
      {R"({"calls":[{"tool":"t","expect":{"text":{}}}]})", "f: /calls/0/expect/text: "},
      {R"({"calls":[{"tool":"t","expect":{"text":{"equal":1}}}]})", "did you mean `equals`?"},
      {R"({"calls":[{"tool":"t","expect":{"pointers":{"a":{"equals":1}}}}]})", "pointers"},
      {R"({"server":{"era":"old"}})", "/server/era: "},
  };
  for (const auto& [text, said] : cases) {
    SCOPED_TRACE(text);
    try {
      parse_expectations(text, "f");
      FAIL();
    } catch (const Misuse& misuse) {
      EXPECT_NE(std::string(misuse.what()).find(said), std::string::npos) << misuse.what();
    }
  }
  EXPECT_NO_THROW(parse_expectations(R"({"$schema":"s","calls":[]})", "f"));
  EXPECT_THROW(read_expectations("/nonexistent"), Misuse);
}

CheckReport report() {
  return {.results = {{"server", "name \x1B<&\"", "", std::chrono::milliseconds(0)},
                      {"calls", "call t", "must be\n1", std::chrono::microseconds(1500)}},
          .duration = std::chrono::milliseconds(20)};
}

TEST(Expectations, ReportsHaveDocumentedShapes) {
  EXPECT_EQ(check_line(report().results[0]), "ok    name \xE2\x90\x9B<&\"\n");
  EXPECT_EQ(check_line(report().results[1]),
            "FAIL  call t (1.5 ms)\n      must be\xE2\x90\x8A"
            "1\n");
  EXPECT_EQ(report_summary(report()), "2 checks, 1 failed (0.020 s)\n");
  EXPECT_EQ(report_json(report()),
            Json::parse(R"({"passed":1,"failed":1,"durationMs":20.0,"checks":[
      {"group":"server","name":"name \u001b<&\"","passed":true,"durationMs":0.0},
      {"group":"calls","name":"call t","passed":false,"durationMs":1.5,"failure":"must be\n1"}]})"));
  EXPECT_EQ(to_junit(report(), "f"), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" time="0.020">
  <testsuite name="f" tests="2" failures="1" time="0.020">
    <testcase classname="server" name="name )"
                                     "\xE2\x90\x9B"
                                     R"(&lt;&amp;&quot;" time="0.000"/>
    <testcase classname="calls" name="call t" time="0.002">
      <failure message="must be&#10;1"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

}  // namespace
}  // namespace mcp::cli::expectations_test
