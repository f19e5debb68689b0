// Plays the .mcp files of this folder against the feature server; README.md describes them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "mcp/server/server.hpp"
#include "protocol/read_message.hpp"
#include "support/feature_server.hpp"
#include "support/message_log.hpp"
#include "support/spec_schema.hpp"

namespace mcp::test {
namespace {

namespace fs = std::filesystem;

const std::string folder = MCP_SOURCE_DIR "/tests/transcripts";

// Members whose values are random, and the placeholders that an update writes for them.
const std::map<std::string, std::string> random_members = {{"requestState", "${state}"},
                                                           {"elicitationId", "${elicitation}"}};

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

bool updating() {
  return std::getenv("MCP_UPDATE_TRANSCRIPTS") != nullptr;
}

class Player {
 public:
  explicit Player(fs::path path)
      : path_(std::move(path)),
        revision_(path_.parent_path().filename() == "modern" ? "2026-07-28" : "2025-11-25") {
    connection_ = server_.connect(log_);
  }

  void play() {
    std::vector<std::string> played;
    for (const auto& line : read_lines(path_)) {
      if (updating() && line.starts_with("<")) continue;
      if (line.starts_with("> ")) send(line.substr(2));
      if (line.starts_with("< ")) expect(line.substr(2));
      played.push_back(line);
      if (updating() && line.starts_with(">")) write_answers(played);
    }
    connection_->closed();
    const auto extra = log_->next(std::chrono::milliseconds(0));
    EXPECT_FALSE(extra) << "the server also sent " << (extra ? to_text(*extra) : "");
    if (updating()) write(played);
  }

 private:
  void send(std::string text) {
    for (const auto& [name, value] : known_) {
      const auto at = text.find(name);
      if (at != std::string::npos) text.replace(at, name.size(), value);
    }
    auto message = parse_message(text);
    if (!message) {
      log_->send(Response{message.error().id, message.error().error});
      return;
    }
    if (const auto* request = std::get_if<Request>(&*message)) {
      methods_[request->id] = request->method;
    }
    connection_->receive(*std::move(message));
  }

  void expect(const std::string& text) {
    const auto message = log_->next();
    ASSERT_TRUE(message) << "the server sent nothing where this was expected: " << text;
    const Json sent = Json::parse(to_text(*message));
    const Json expected = Json::parse(text);
    EXPECT_TRUE(same(expected, sent)) << "expected " << text << "\n     got " << to_text(sent);
    check_against_spec(*message, sent);
  }

  // Compares, and stores the values of the placeholders.
  bool same(const Json& expected, const Json& sent) {
    if (expected.is_string() && expected.get<std::string>().starts_with("${") && sent.is_string()) {
      known_[expected] = sent;
      return true;
    }
    if (expected.type() != sent.type() || !expected.is_structured()) return expected == sent;
    if (expected.size() != sent.size()) return false;
    if (expected.is_array()) {
      return std::equal(expected.begin(), expected.end(), sent.begin(),
                        [this](const Json& a, const Json& b) { return same(a, b); });
    }
    return std::ranges::all_of(expected.items(), [&](const auto& member) {
      return sent.contains(member.key()) && same(member.value(), sent[member.key()]);
    });
  }

  void check_against_spec(const Message& message, const Json& sent) {
    EXPECT_EQ(violates_spec(revision_, "JSONRPCMessage", sent), "") << to_text(sent);
    const auto* response = std::get_if<Response>(&message);
    if (!response || !response->id) return;
    const auto* result = std::get_if<Json>(&response->outcome);
    if (!result) return;
    const bool asks = result->value("resultType", "") == "input_required";
    const auto definition =
        asks ? "InputRequiredResult" : result_definition(methods_[*response->id]);
    EXPECT_EQ(violates_spec(revision_, definition, *result), "") << to_text(sent);
  }

  // Records the server's messages until none arrives for a while.
  void write_answers(std::vector<std::string>& played) {
    while (const auto message = log_->next(std::chrono::milliseconds(150))) {
      Json sent = Json::parse(to_text(*message));
      put_placeholders(sent);
      check_against_spec(*message, sent);
      played.push_back("< " + to_text(sent));
    }
  }

  void put_placeholders(Json& json) {
    if (!json.is_structured()) return;
    for (auto& [key, value] : json.items()) {
      const auto random = random_members.find(key);
      if (json.is_object() && random != random_members.end()) {
        known_[random->second] = value;
        value = random->second;
      } else {
        put_placeholders(value);
      }
    }
  }

  void write(const std::vector<std::string>& lines) const {
    std::ofstream file(path_);
    for (const auto& line : lines) file << line << '\n';
  }

  const fs::path path_;
  const std::string revision_;
  FeatureServer server_;
  const std::shared_ptr<MessageLog> log_ = std::make_shared<MessageLog>();
  std::unique_ptr<ServerConnection> connection_;
  std::map<std::string, std::string> known_;
  std::map<RequestId, std::string> methods_;
};

class Transcript : public ::testing::TestWithParam<fs::path> {};

TEST_P(Transcript, IsWhatTheServerSays) {
  Player(GetParam()).play();
}

std::vector<fs::path> transcripts() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".mcp") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& info) {
  return info.param.parent_path().filename().string() + "_" + info.param.stem().string();
}

INSTANTIATE_TEST_SUITE_P(All, Transcript, ::testing::ValuesIn(transcripts()), name_of);

}  // namespace
}  // namespace mcp::test
