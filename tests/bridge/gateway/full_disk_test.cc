// When the disk with the bridge's data is full, the bridge reports it and loses no stored data.

#include "bridge/gateway/bridge_program.hpp"
#include "support/private_mounts.hpp"

namespace mcp::test::full_disk_test {
namespace {

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(data());
    mounts_.memory(data(), "size=2m,mode=0700");
    if (!mounts_.refused().empty()) GTEST_SKIP() << mounts_.refused();
    bridge.model.set_scenario(
        {{"repeat", true},
         {"steps", {{{"answer", {{"blocks", {{{"type", "text"}, {"text", "Answer."}}}}}}}}}});
    bridge.start();
  }

  std::filesystem::path data() const { return bridge.folder() / "data"; }
  std::filesystem::path filling() const { return data() / "filling"; }

  void fill() {
    std::ofstream file(filling(), std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), 4096).flush()) {
    }
  }

  static std::string error_in(ChatClient& client) {
    const Json error = client.wait_for("error")["data"];
    EXPECT_NE(error.value("detail", "").find("Free some space"), std::string::npos) << error;
    return error.value("message", "");
  }

  BridgeProgram bridge;

 private:
  PrivateMounts mounts_;
};

TEST_F(FullDisk, MessageIsRefusedAndComesThroughWhenThereIsRoom) {
  ChatClient client(bridge.native());
  client.send(user_message("First", "one"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  fill();
  const std::string text(20'000, 'y');
  client.send(user_message(text, "two"));
  EXPECT_EQ(error_in(client), "storage_full");
  EXPECT_EQ(bridge.ask("GET", "/health").status, 200);
  std::filesystem::remove(filling());
  client.send(user_message(text, "two"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");

  const std::string session = client.seen("session_created").at(0)["data"]["session_id"];
  const Json kept = bridge.ask("GET", "/api/sessions/" + session + "/messages").json()["messages"];
  ASSERT_EQ(kept.size(), 4U);
  EXPECT_EQ(kept[2]["content"][0]["text"], text);
}

TEST_F(FullDisk, ApprovalThatCannotBeStoredRunsNothingAndIsNoDeadQuestion) {
  const Json write{{"type", "tool_use"},
                   {"name", "mcp__workspace__write_file"},
                   {"input", {{"path", "a.txt"}, {"content", "new"}}}};
  bridge.model.set_scenario(
      {{"scenarios", {{{"match", "Write"}, {"steps", {{{"answer", {{"blocks", {write}}}}}}}}}},
       {"repeat", true},
       {"steps", {{{"answer", {{"blocks", {{{"type", "text"}, {"text", "Answer."}}}}}}}}}});
  ChatClient client(bridge.native());
  client.send(user_message("Write"));
  const Json request = client.wait_for("tool_request")["data"];
  fill();
  client.send(approval(request["id"], true));
  EXPECT_FALSE(client.wait_for("tool_resolved").is_null());
  EXPECT_FALSE(client.wait_for("session_end").is_null());
  EXPECT_FALSE(bridge.exists("a.txt"));
  std::filesystem::remove(filling());
  client.send(user_message("Go on"));
  EXPECT_EQ(client.wait_for("session_end")["data"]["reason"], "ok");
  EXPECT_TRUE(bridge.model.complaints().empty())
      << testing::PrintToString(bridge.model.complaints());
}

TEST_F(FullDisk, NewChatIsRefusedByRest) {
  fill();
  RawResponse response;
  for (int i = 0; i < 1000 && response.status != 507; ++i) {  // pages of the log may have room left
    response = bridge.ask("POST", "/api/sessions");
  }
  EXPECT_EQ(response.status, 507);
  EXPECT_EQ(response.json()["error"], "storage_full");
  std::filesystem::remove(filling());
  EXPECT_EQ(bridge.ask("POST", "/api/sessions").status, 201);
}

}  // namespace
}  // namespace mcp::test::full_disk_test
