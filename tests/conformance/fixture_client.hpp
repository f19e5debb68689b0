#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>

#include "conformance/fixtures.hpp"
#include "mcp/client/client.hpp"

namespace mcp::test {

inline constexpr auto soon = std::chrono::seconds(10);

/// A client of the fixtures in one era, which counts the notifications that it receives.
class FixtureClient : public ::testing::TestWithParam<Era> {
 protected:
  Client connect(ClientHandlers handlers = {}) {
    ClientOptions options{.handlers = std::move(handlers), .era = GetParam()};
    options.log_level = LogLevel::debug;
    options.handlers.log = [this](LogLevel level, const Json& data, const std::string&) {
      note(to_text(encode(level)) + to_text(data));
    };
    options.handlers.tools_changed = [this] { note("tools"); };
    options.handlers.prompts_changed = [this] { note("prompts"); };
    add_conformance_fixtures(server_);
    return Client::connect(
        in_process([this](std::shared_ptr<Sink> sink) { return server_.connect(std::move(sink)); }),
        std::move(options));
  }

  bool told(const std::string& what, int times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, soon, [&] { return counts_[what] >= times; });
  }

  int count_of(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    return counts_[what];
  }

  static std::string first_text(const CallToolResult& result) {
    return result.content.empty() ? "" : std::string(text_of(result.content[0]));
  }

 private:
  void note(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    ++counts_[what];
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> counts_;
  Server server_{conformance_identity()};
};

inline std::string name_of(const ::testing::TestParamInfo<Era>& era) {
  return era.param == Era::modern ? "Modern" : "Legacy";
}

}  // namespace mcp::test
