#include "seal/state_seal.hpp"

#include <gtest/gtest.h>

#include <set>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"

namespace mcp {
namespace {

using namespace std::chrono_literals;

const StateSeal::Time now{100s};
const StateSeal::Time later{200s};

TEST(StateSeal, OpensWhatItSealed) {
  const StateSeal seal({random_seal_key()});
  for (const std::string& state : {std::string(), std::string("x"), std::string(100'000, '\0')}) {
    EXPECT_EQ(seal.open(seal.seal(state, "b", later), "b", now).value(), state);
  }
}

TEST(StateSeal, NeverSealsTheSameWayTwice) {
  const StateSeal seal({random_seal_key()});
  std::set<std::string> sealed;
  for (int i = 0; i < 1000; ++i) sealed.insert(seal.seal("state", "b", later));
  EXPECT_EQ(sealed.size(), 1000U);
}

// The error text is the same for every cause, so that a forger learns nothing.
TEST(StateSeal, RefusesEverythingElseWithOneText) {
  const StateSeal seal({random_seal_key()});
  const StateSeal other({random_seal_key()});
  const std::string good = seal.seal("state", "binding", later);
  std::vector<std::pair<std::string, std::string>> cases = {
      {good, "other binding"},
      {other.seal("state", "binding", later), "binding"},
      {seal.seal("state", "binding", now), "binding"},
      {"", "binding"},
      {"AAAA", "binding"},
      {"not base64!", "binding"},
      {good + "A", "binding"},
      {good.substr(0, good.size() - 4), "binding"},
      {std::string(1'000'000, 'A'), "binding"},
  };
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string tampered = good;
    tampered[at] = tampered[at] == 'B' ? 'C' : 'B';
    cases.emplace_back(tampered, "binding");
  }
  std::set<std::string> texts;
  for (const auto& [sealed, binding] : cases) {
    const auto opened = seal.open(sealed, binding, now);
    ASSERT_FALSE(opened) << sealed.substr(0, 100);
    EXPECT_EQ(opened.error().code(), ErrorCode::invalid_params);
    texts.insert(opened.error().what());
  }
  EXPECT_EQ(texts.size(), 1U);
}

TEST(StateSeal, RotatesItsKeys) {
  const SealKey first = random_seal_key();
  const SealKey second = random_seal_key();
  const StateSeal before({first});
  const StateSeal during({second, first});
  const StateSeal after({second});
  const auto old_state = before.seal("old", "b", later);
  const auto new_state = during.seal("new", "b", later);
  EXPECT_EQ(during.open(old_state, "b", now).value(), "old");
  EXPECT_EQ(after.open(new_state, "b", now).value(), "new");
  EXPECT_FALSE(after.open(old_state, "b", now));
}

TEST(Binding, IsUnambiguous) {
  std::set<std::string> texts = {
      Binding{"a", "b", "c", "d"}.text(),   Binding{"ab", "", "c", "d"}.text(),
      Binding{"", "ab", "c", "d"}.text(),   Binding{"a", "b", "cd", ""}.text(),
      Binding{"a", "b", "", "cd"}.text(),   Binding{"1:a", "b", "c", "d"}.text(),
      Binding{"", "a1:b", "c", "d"}.text(),
  };
  EXPECT_EQ(texts.size(), 7U);
}

struct Encoded {
  std::string bytes;
  const char* standard;
  const char* url_safe;
};

// Source: RFC 4648 section 10, and bytes that need the last two letters.
TEST(Base64, IsTheOneOfTheRfc) {
  const Encoded cases[] = {{"", "", ""},
                           {"f", "Zg==", "Zg"},
                           {"fo", "Zm8=", "Zm8"},
                           {"foo", "Zm9v", "Zm9v"},
                           {"foob", "Zm9vYg==", "Zm9vYg"},
                           {"fooba", "Zm9vYmE=", "Zm9vYmE"},
                           {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
                           {"\xfb\xff\xfe", "+//+", "-__-"}};
  for (const auto& [bytes, standard, url_safe] : cases) {
    EXPECT_EQ(to_base64(bytes), standard);
    EXPECT_EQ(to_base64url(bytes), url_safe);
    EXPECT_EQ(from_base64(standard), bytes);
    EXPECT_EQ(from_base64url(url_safe), bytes);
  }
}

TEST(Base64, IsStrict) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "-__-",
                           "Zm=v", "====", "Zg==Zg==", "Zm9v="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const char* text : {"Z", "Zh", "+//+", "Zg==", "Zm9v "}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

// Source: FIPS 180-4, the examples of NIST.
TEST(Sha256, IsSha256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 sha;
  for (int i = 0; i < 1'000'000; ++i) sha.update("a");
  EXPECT_EQ(to_hex(sha.finish()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace mcp
