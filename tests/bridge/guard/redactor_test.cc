#include "bridge/guard/redactor.hpp"

#include <gtest/gtest.h>

#include <random>

#include "text/unicode.hpp"

namespace mcp::bridge::redactor_test {
namespace {

// Concatenated, so that secret scanners do not report them.
const std::string anthropic = std::string("sk-") + "ant-api03-Ab_9-xYz0123456789";
const std::string github = std::string("ghp") + "_0123456789abcdefghijABCDEFGHIJ012345";
const std::string aws = std::string("AKI") + "AIOSFODNN7EXAMPLE";
const std::string pem_begin = std::string("-----BEGIN RSA ") + "PRIVATE KEY-----";
const std::string pem_end = std::string("-----END RSA ") + "PRIVATE KEY-----";
const std::string pem = pem_begin + "\nMIIEow+/=\nabc\n" + pem_end;

const std::string value = "correct horse / \xc3\xa9\"battery";
const std::string longer = value + " staple";

const Secrets& secrets() {
  static const Secrets made({value, longer, "short", "redacted", anthropic});
  return made;
}

std::shared_ptr<const Secrets> shared() {
  static const auto made = std::make_shared<const Secrets>(secrets());
  return made;
}

TEST(Redactor, TakesOutWhatIsASecret) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"plain text, caf\xc3\xa9 \xf0\x9f\x98\x80.", "plain text, caf\xc3\xa9 \xf0\x9f\x98\x80."},
      {anthropic, "[redacted]"},
      {"key=" + anthropic + "; next", "key=[redacted]; next"},
      {"task" + anthropic + "_more.", "task[redacted]."},
      {"sk-ant-... and sk-ant-short", "sk-ant-... and sk-ant-short"},
      {github + " " + aws, "[redacted] [redacted]"},
      {"github" + std::string("_pat_") + "11AAAAAAA0123456789abc_XYZ!", "[redacted]!"},
      {"AKIA is a prefix", "AKIA is a prefix"},
      {"token eyJhbGciOi" + std::string("JIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVm, ok"),
       "token [redacted], ok"},
      {"cursor eyJvZmZzZXQiOjEwMH0123456789abcdef", "cursor eyJvZmZzZXQiOjEwMH0123456789abcdef"},
      {"Authorization: Bearer abc.DEF-0123456789_/+=xyz\r\n",
       "Authorization: Bearer [redacted]\r\n"},
      {"bearer abcdefghijklmnopqrstuvwxyz", "bearer [redacted]"},
      {"a bearer of news", "a bearer of news"},
      {"Bearer " + anthropic + ".", "Bearer [redacted]"},
      {"before " + pem + " after", "before [redacted] after"},
      {"{\"key\":\"" + pem_begin + "\\nMII\\n" + pem_end + "\\n\"}", "{\"key\":\"[redacted]\\n\"}"},
      {pem_begin + "\nMIIEow", "[redacted]"},
      {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"},
      {"-----\nrule\n-----", "-----\nrule\n-----"},
      {value, "[redacted]"},
      {"x" + longer + "y", "x[redacted]y"},
      {value + " stap", "[redacted] stap"},
      {value.substr(0, 9), value.substr(0, 9)},
      {"correct horse / \xc3\xa9\\\"battery", "[redacted]"},
      {"short redacted", "short redacted"},
      {"\xff\xc3 \xe2\x82", "\xff\xc3 \xe2\x82"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(secrets().redact(text), expected) << text;
}

TEST(Redactor, AValueThatBeginsWithinASecretGoesToo) {
  const std::string overlapping = "tail/&rest-of-it";
  const Secrets both({overlapping});
  EXPECT_EQ(both.redact("Bearer 0123456789abcdefghij" + overlapping + "!"), "Bearer [redacted]!");
  EXPECT_EQ(Secrets({"abcdefgh", "efghijkl"}).redact("abcdefghijkl."), "[redacted].");
}

TEST(Redactor, HandsOutAtOnceWhatBeginsNoSecret) {
  struct Step {
    std::string piece, out;
  };
  const std::vector<std::vector<Step>> streams = {
      {{"Hello, ", "Hello, "}, {"world", "world"}, {".", "."}},
      {{"the key i", "the key i"}, {"s", ""}, {" ", "s "}},
      {{"sk-an", ""}, {"other ", "sk-another "}},
      {{"x sk-ant-0123", "x "}, {"4567", "[redacted]"}, {"89", ""}, {" ok", " ok"}},
      {{"\xc3", ""}, {"\xa9", "\xc3\xa9"}},
      {{"\xf0\x9f", ""}, {"\x98", ""}, {"\x80!", "\xf0\x9f\x98\x80!"}},
      {{"\xc3", ""}, {"(", "\xc3("}},
  };
  const auto known = std::make_shared<const Secrets>();
  for (const auto& stream : streams) {
    Redactor redactor(known);
    for (const Step& step : stream) EXPECT_EQ(redactor.take(step.piece), step.out) << step.piece;
    EXPECT_EQ(redactor.finish(), "");
  }
}

TEST(Redactor, IsAsNewAfterTheEnd) {
  Redactor redactor(shared());
  EXPECT_EQ(redactor.take("x " + anthropic), "x [redacted]");
  EXPECT_EQ(redactor.finish(), "");
  EXPECT_EQ(redactor.take("abc sk-a"), "abc ");
  EXPECT_EQ(redactor.finish(), "sk-a");
}

/// A random text of secrets, parts of secrets, and other text.
std::string random_text(std::mt19937& random) {
  const std::vector<std::string> parts = {anthropic,
                                          github,
                                          aws,
                                          pem,
                                          pem_begin,
                                          pem_end,
                                          value,
                                          longer,
                                          "Bearer ",
                                          "sk-ant-",
                                          "ghp_",
                                          "AKIA",
                                          "-----",
                                          "-----BEGIN ",
                                          " ",
                                          "\n",
                                          "s",
                                          "gh",
                                          "caf\xc3\xa9",
                                          "\xf0\x9f\x98\x80",
                                          "abcdefghijklmnopqrstuvwxyz",
                                          "0123456789ABCDEFGHIJ",
                                          "correct horse",
                                          ".",
                                          "\"",
                                          "\xe2\x82"};
  std::string text;
  for (auto count = random() % 12; count > 0; --count) {
    const std::string& part = parts[random() % parts.size()];
    // Sometimes only the beginning of the part.
    text += random() % 3 == 0 ? part.substr(0, random() % (part.size() + 1)) : part;
  }
  return text;
}

TEST(Redactor, TheCutsDoNotMatterAndNothingLeaks) {
  std::mt19937 random(20'261'120);
  for (int round = 0; round < 400; ++round) {
    const std::string text = random_text(random);
    const std::string expected = secrets().redact(text);
    for (const std::string& secret : {anthropic, value, longer}) {
      ASSERT_EQ(expected.find(secret), std::string::npos) << text;
    }
    for (const std::size_t most : {1, 2, 7, 40}) {
      Redactor redactor(shared());
      std::string out;
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = 1 + random() % most;
        const std::string piece = redactor.take(std::string_view(text).substr(at, size));
        ASSERT_TRUE(is_utf8(piece) || !is_utf8(text)) << text;
        out += piece;
        ASSERT_EQ(out, expected.substr(0, out.size())) << text;
        at += size;
      }
      out += redactor.finish();
      ASSERT_EQ(out, expected) << text;
    }
  }
}

TEST(Redactor, HoldsBackLittle) {
  Redactor redactor(std::make_shared<const Secrets>());
  std::mt19937 random(7);
  const std::string alphabet = "-BEGINPRVATKY sk-ant-ghp_AKIA";
  for (int i = 0; i < 20'000; ++i) {
    redactor.take(std::string(1, alphabet[random() % alphabet.size()]));
    Redactor now = redactor;
    ASSERT_LE(now.finish().size(), 70U);
  }
}

TEST(Redactor, SwallowsALongKeyWithoutKeepingIt) {
  Redactor redactor(std::make_shared<const Secrets>());
  EXPECT_EQ(redactor.take("k: sk-ant-"), "k: ");
  EXPECT_EQ(redactor.take(std::string(100'000, 'x')), "[redacted]");
  EXPECT_EQ(redactor.take("."), ".");
}

}  // namespace
}  // namespace mcp::bridge::redactor_test
